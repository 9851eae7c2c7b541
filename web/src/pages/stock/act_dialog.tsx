import { Form, InputNumber, Modal, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePools } from '../../api/catalogue';
import { actOnStock, useStockItem } from '../../api/stock';
import type { StockItem } from '../../api/types';
import { needsReason, rangeOf, sellableAfter, type StockAct } from '../../base/stock_acts';
import { useFaults } from '../../parts/faults';
import { ReasonField } from '../../parts/reason_dialog';
import { useWriting } from '../../parts/writing';
import { Change, Units } from './stock_words';

type Props = { act: StockAct; item: StockItem; onClose: () => void };
type Values = { units: number; how?: 'by' | 'to'; pool?: string; reason?: string };

/** What is meant: by so much, or so much from now on. */
function differenceOf({ units, how }: Partial<Values>, item: StockItem): number | undefined {
  if (units === undefined || units === null || !Number.isInteger(units)) return undefined;
  return how === 'to' ? units - item.sellable : units;
}

function Preview({ act, item }: { act: StockAct; item: StockItem }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const units = Form.useWatch('units', form);
  const how = Form.useWatch('how', form);
  const by = differenceOf({ units, how }, item);
  if (by === undefined) return null;
  const after = sellableAfter(act, item, by);
  if (after < 0) return null; // what is wrong stands at the field
  return (
    <p className="act-preview" aria-live="polite">
      {t('stock.bucket.sellable')} <Units of={item.sellable} strong /> → <Units of={after} strong />{' '}
      (<Change by={after - item.sellable} />)
    </p>
  );
}

function UnitsField({ act, item }: { act: StockAct; item: StockItem }) {
  const { t, i18n } = useTranslation();
  const how = Form.useWatch<Values['how']>('how');
  const [least, most] = rangeOf(act, item);
  const number = (units: number) => units.toLocaleString(i18n.language);
  const check = (_: unknown, units?: number | null) => {
    const by = differenceOf({ units: units ?? undefined, how } as Partial<Values>, item);
    if (by === undefined) return Promise.reject(new Error(t('stock.whole_needed')));
    if (act === 'adjust' && by === 0) return Promise.reject(new Error(t('stock.no_change')));
    if (by < least && act === 'adjust')
      return Promise.reject(new Error(t('stock.not_below', { count: item.sellable })));
    if (by >= least && by <= most) return Promise.resolve();
    const range = { min: number(least), max: number(most) };
    return Promise.reject(new Error(t('stock.whole_number', range)));
  };
  return (
    <Form.Item
      name="units"
      label={t(how === 'to' ? 'stock.new_count' : act === 'adjust' ? 'stock.by' : 'stock.quantity')}
      extra={act === 'adjust' && how !== 'to' ? t('stock.by_hint') : undefined}
      dependencies={['how']}
      rules={[{ validator: check }]}
    >
      <InputNumber className="whole-field" changeOnWheel={false} autoFocus />
    </Form.Item>
  );
}

function PoolField() {
  const { t } = useTranslation();
  const pools = usePools().data?.items ?? [];
  return (
    <Form.Item
      name="pool"
      label={t('stock.pool')}
      rules={[{ required: true, message: t('common.required') }]}
    >
      <Select
        notFoundContent={t('stock.pools.empty')}
        options={pools.map(({ code, name }) => ({ value: code, label: name || code }))}
      />
    </Form.Item>
  );
}

/** The item goes on while the dialog is open, and is shown as it is now. A number that is to be so many is meant of
 * what was seen: the hub refuses it where something else can be sold by then. */
export function ActDialog({ act, item: opened, onClose }: Props) {
  const { t } = useTranslation();
  const item = useStockItem(opened.id).data ?? opened;
  const [form] = Form.useForm<Values>();
  const refused = useFaults(form, (pointer) => {
    const name = pointer.slice(1);
    if (name === 'quantity') return ['units'];
    return ['pool', 'reason'].includes(name) ? [name] : undefined;
  });
  const run = useWriting(actOnStock, {
    done: () => t(`stock.act_done.${act}`),
    after: onClose,
    refused,
    renew: ['stock', 'audit'],
  });
  function submit(values: Values) {
    const by = differenceOf(values, item) ?? 0;
    const reason = values.reason?.trim() ?? '';
    const sellable = values.how === 'to' ? item.sellable : undefined;
    run.run(act, item, { units: by, pool: values.pool, reason, sellable });
  }
  const hows = (['by', 'to'] as const).map((value) => ({ value, label: t(`stock.how.${value}`) }));
  return (
    <Modal
      open
      destroyOnHidden
      title={t(`stock.act.${act}`)}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.confirm')}
      confirmLoading={run.busy}
    >
      <p className="quiet">
        {item.name || item.sku} · {item.warehouse}
      </p>
      <Form form={form} layout="vertical" initialValues={{ how: 'by' }} onFinish={submit}>
        {act === 'adjust' && item.pool === null && (
          <Form.Item name="how">
            <Segmented options={hows} aria-label={t('stock.how_name')} />
          </Form.Item>
        )}
        {act === 'earmark' && <PoolField />}
        <UnitsField act={act} item={item} />
        <Preview act={act} item={item} />
        <ReasonField required={needsReason(act)} />
      </Form>
    </Modal>
  );
}
