import { Alert, Button, Drawer, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editOrder } from '../../api/orders';
import type { Order, OrderPatch } from '../../api/types';
import { useHoldName } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { orderPatch, placeFields, type EditValues } from './edit';

function Place({ order }: { order: Order }) {
  const { t } = useTranslation();
  const labels = {
    name: t('orders.by.name'),
    phone: t('orders.by.phone'),
    province: t('order.province'),
    city: t('order.city'),
    district: t('order.district'),
    street: t('order.street'),
    postcode: t('order.postcode'),
  };
  if (!order.receiver || order.forgotten) return null;
  return (
    <>
      <h3>{t('order.people')}</h3>
      <div className="edit-place">
        {placeFields.map((field) => (
          <Form.Item key={field} name={['receiver', field]} label={labels[field]} className={field}>
            <Input autoComplete="off" />
          </Form.Item>
        ))}
      </div>
    </>
  );
}

type Props = { order: Order; withheld: boolean; onClose: () => void };

/** Edits note, tags and receiver. Only what was changed is sent, on the version that was read. */
export function EditDrawer({ order, withheld, onClose }: Props) {
  const { t } = useTranslation();
  // What is masked is not offered: nobody writes over a note that he was not shown. Fields that were
  // there when it was opened stay.
  const [whole] = useState(!withheld);
  const hold = useHoldName();
  const [form] = Form.useForm<EditValues>();
  const save = useWriting((key: string, patch: OrderPatch) => editOrder(key, order, patch), {
    done: () => t('order.saved'),
    after: onClose,
    renew: ['order', 'orders'],
  });
  const initial: EditValues = {
    note: order.note ?? '',
    tags: order.tags,
    receiver: order.receiver ?? {},
  };
  function submit(values: EditValues) {
    const patch = orderPatch(initial, { ...initial, ...values });
    if (Object.keys(patch).length === 0) onClose();
    else save.run(patch);
  }
  return (
    <Drawer
      open
      title={t('order.edit_title')}
      width={460}
      onClose={onClose}
      extra={
        <Button type="primary" loading={save.busy} onClick={() => form.submit()}>
          {t('common.save')}
        </Button>
      }
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit}>
        {!whole && (
          <Alert
            type="info"
            showIcon
            className="edit-withheld"
            message={t('order.edit_withheld')}
          />
        )}
        {whole && (
          <Form.Item name="note" label={t('order.note')}>
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        )}
        <Form.Item name="tags" label={t('order.tags')}>
          <Select
            mode="tags"
            maxCount={50}
            tokenSeparators={[',', '，']}
            labelRender={({ value }) => hold(String(value))}
          />
        </Form.Item>
        {whole && <Place order={order} />}
      </Form>
    </Drawer>
  );
}
