import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { removeWarehouse, setWarehouse, useWarehouses } from '../../api/catalogue';
import { useMay } from '../../api/session';
import type { Warehouse, WarehouseEdit } from '../../api/types';
import { stockAddress } from '../../base/stock_filters';
import { DataTable, type Column } from '../../parts/data_table';
import { useFaults } from '../../parts/faults';
import { Card } from '../../parts/page';
import { Removal } from '../../parts/removal';
import { Failure, Loading } from '../../parts/states';
import { WholeField } from '../../parts/whole_field';
import { Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { Versions } from '../settings/versions';

const priorityMax = 1_000_000;
type Values = WarehouseEdit & { code: string };
const fresh: Values = { code: '', name: '', priority: 0, sells: true };
const fields = Object.keys(fresh);

function WarehouseDialog({ of, onClose }: { of: Warehouse | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refused = useFaults(form, (pointer) => {
    const name = pointer.slice(1);
    return fields.includes(name) ? [name] : undefined;
  });
  const save = useWriting(setWarehouse, {
    done: () => t('stock.saved'),
    after: onClose,
    refused,
    renew: ['warehouses', 'stock', 'audit'],
  });
  function submit({ code, name, priority, sells }: Values) {
    const body = { name: name?.trim() ?? '', priority: priority ?? 0, sells: Boolean(sells) };
    save.run(code.trim(), of?.version ?? 0, body);
  }
  return (
    <Modal
      open
      title={t(of ? 'stock.warehouses.edit' : 'stock.warehouses.add')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.save')}
      confirmLoading={save.busy}
    >
      <Form form={form} layout="vertical" initialValues={of ?? fresh} onFinish={submit}>
        <Form.Item
          name="code"
          label={t('stock.code')}
          extra={of ? undefined : t('stock.warehouses.code_hint')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input maxLength={64} disabled={Boolean(of)} autoComplete="off" autoFocus={!of} />
        </Form.Item>
        <Form.Item name="name" label={t('stock.name')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <WholeField
          name={['priority']}
          label={t('stock.warehouses.priority')}
          extra={t('stock.warehouses.priority_hint')}
          range={[0, priorityMax]}
          required
        />
        <Form.Item
          name="sells"
          label={t('stock.warehouses.sells')}
          extra={t('stock.warehouses.sells_hint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
      </Form>
      {of && <Versions kind="warehouse" name={of.code} tag={`"${of.version}"`} onDone={onClose} />}
    </Modal>
  );
}

function useColumns(onEdit: ((one: Warehouse) => void) | undefined): Column<Warehouse>[] {
  const { t } = useTranslation();
  const all: Column<Warehouse>[] = [
    {
      key: 'name',
      title: t('stock.warehouse'),
      render: ({ code, name, sells }) => (
        <>
          {name || code} {!sells && <Pill tone="amber">{t('stock.warehouses.sells_not')}</Pill>}
          {name && <small className="quiet block number">{code}</small>}
        </>
      ),
    },
    {
      key: 'priority',
      title: t('stock.warehouses.priority'),
      width: 100,
      align: 'right',
      render: ({ priority }) => priority,
    },
    {
      key: 'stock',
      title: '',
      width: 90,
      render: ({ code }) => (
        <Link to={stockAddress({ warehouse: code })}>{t('stock.skus.stock')}</Link>
      ),
    },
  ];
  if (!onEdit) return all;
  const act: Column<Warehouse> = {
    key: 'act',
    title: t('alerts.actions'),
    width: 170,
    align: 'right',
    render: (one) => (
      <span className="user-actions">
        <Button size="small" onClick={() => onEdit(one)}>
          {t('common.edit')}
        </Button>
        <Removal
          name={one.name || one.code}
          hint={t('stock.warehouses.remove_hint')}
          act={(key) => removeWarehouse(key, one.code)}
          renew={['warehouses', 'stock', 'audit']}
        />
      </span>
    ),
  };
  return [...all, act];
}

export function Warehouses() {
  const { t } = useTranslation();
  const query = useWarehouses();
  const may = useMay('stock');
  const [editing, setEditing] = useState<Warehouse | 'new'>();
  const columns = useColumns(may ? setEditing : undefined);
  const rows = query.data?.items;
  return (
    <Card
      title={t('stock.warehouses.title')}
      hint={t('stock.warehouses.hint')}
      extra={
        may && (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
            {t('stock.warehouses.add')}
          </Button>
        )
      }
    >
      {query.isPending && <Loading rows={3} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {rows?.length === 0 && <p className="card-text quiet">{t('stock.warehouses.empty')}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          label={t('stock.warehouses.title')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.code}
        />
      )}
      {editing && (
        <WarehouseDialog
          of={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Card>
  );
}
