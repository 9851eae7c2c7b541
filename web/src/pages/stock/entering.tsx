// Taking goods in that need not be on the list yet.
import { PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSkus, useWarehouses } from '../../api/catalogue';
import { useMay } from '../../api/session';
import { actOnStock } from '../../api/stock';
import { cleanSku } from '../../base/skus';
import type { StockFilters } from '../../base/stock_filters';
import { unitsMax } from '../../base/stock_terms';
import { useFaults } from '../../parts/faults';
import { ReasonField } from '../../parts/reason_dialog';
import { WholeField } from '../../parts/whole_field';
import { useWriting } from '../../parts/writing';
import { SheetButtons } from './sheets';

type Values = { sku: string; warehouse: string; quantity: number; reason?: string };
const fields = ['sku', 'warehouse', 'quantity', 'reason'];
const offered = 20;

/** One of the master file, or, while there is none, whatever is typed. */
export function SkuField({
  name = ['sku'],
  label,
}: {
  name?: (string | number)[];
  label?: string;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const found = useSkus(typed.trim() || undefined, undefined, offered).data?.items ?? [];
  const options = found
    .filter(({ components }) => !components.length) // a bundle has no stock of its own
    .map((sku) => ({ value: sku.sku, label: sku.name ? `${sku.sku} · ${sku.name}` : sku.sku }));
  return (
    <Form.Item
      name={name}
      label={label ?? t('stock.skus.sku')}
      rules={[{ required: true, whitespace: true, message: t('common.required') }]}
    >
      <AutoComplete
        options={options}
        onSearch={setTyped}
        placeholder={t('stock.skus.search')}
        aria-label={label ?? t('stock.skus.sku')}
      />
    </Form.Item>
  );
}

export function WarehouseField({ name = 'warehouse', label }: { name?: string; label?: string }) {
  const { t } = useTranslation();
  const known = useWarehouses().data?.items ?? [];
  const options = known.map((one) => ({ value: one.code, label: one.name || one.code }));
  return (
    <Form.Item
      name={name}
      label={label ?? t('stock.warehouse')}
      rules={[{ required: true, whitespace: true, message: t('common.required') }]}
    >
      {known.length ? (
        <Select showSearch optionFilterProp="label" options={options} />
      ) : (
        <AutoComplete placeholder={t('stock.warehouses.any')} />
      )}
    </Form.Item>
  );
}

function ReceiveDialog({ from, onClose }: { from: StockFilters; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refused = useFaults(form, (pointer) => {
    const name = pointer.slice(1);
    return fields.includes(name) ? [name] : undefined;
  });
  const run = useWriting(actOnStock, {
    done: () => t('stock.act_done.receive'),
    after: onClose,
    refused,
    renew: ['stock', 'audit'],
  });
  function submit({ sku, warehouse, quantity, reason = '' }: Values) {
    const place = { sku: cleanSku(sku), warehouse: warehouse.trim() };
    run.run('receive', place, { units: quantity, reason: reason.trim() });
  }
  return (
    <Modal
      open
      destroyOnHidden
      title={t('stock.receive_new')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.confirm')}
      confirmLoading={run.busy}
    >
      <p className="quiet">{t('stock.receive_new_hint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ sku: from.sku, warehouse: from.warehouse }}
        onFinish={submit}
      >
        <SkuField />
        <WarehouseField />
        <WholeField
          name={['quantity']}
          label={t('stock.quantity')}
          range={[1, unitsMax]}
          required
        />
        <ReasonField required={false} />
      </Form>
    </Modal>
  );
}

/** Begins with what the list is narrowed to. */
export function Entering({ filters }: { filters: StockFilters }) {
  const { t } = useTranslation();
  const may = useMay('stock');
  const [open, setOpen] = useState(false);
  return (
    <div className="bulk">
      {may && (
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {t('stock.receive_new')}
        </Button>
      )}
      <SheetButtons of="stock" />
      {open && <ReceiveDialog from={filters} onClose={() => setOpen(false)} />}
    </div>
  );
}
