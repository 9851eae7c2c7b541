import { EyeOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { revealOrder } from '../../api/orders';
import { seesPeople, useMay, useSession } from '../../api/session';
import type { Order } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { isCurrent, purposeFits, purposeMax } from './reveal';

type DialogProps = { busy: boolean; onCancel: () => void; onDone: (purpose: string) => void };

export function PurposeDialog({ busy, onCancel, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ purpose: string }>();
  const check = (_: unknown, text?: string) =>
    purposeFits(text ?? '') ? Promise.resolve() : Promise.reject(new Error());
  return (
    <Modal
      open
      title={t('order.reveal')}
      onCancel={onCancel}
      onOk={() => form.submit()}
      okText={t('order.reveal_confirm')}
      confirmLoading={busy}
    >
      <p className="quiet">{t('order.reveal_hint')}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={({ purpose }) => onDone(purpose.trim())}
        validateTrigger="onSubmit"
      >
        <Form.Item
          name="purpose"
          label={t('order.purpose')}
          rules={[{ validator: check, message: t('failure.field.purpose') }]}
        >
          <Input.TextArea
            rows={2}
            maxLength={purposeMax}
            showCount
            autoFocus
            placeholder={t('order.purpose_example')}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

type Props = { order: Order; revealed: Order | undefined; onRevealed: (order: Order) => void };

/** For those to whom people are masked and who may ask. What is revealed lives as long as the page. */
export function Reveal({ order, revealed, onRevealed }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const masked = !seesPeople(useSession().data);
  const may = useMay('reveal');
  const reveal = useWriting(revealOrder, {
    done: (shown) => {
      // A repeat tells that it was done, and shows nobody.
      if (!('receiver' in shown)) return t('order.reveal_later');
      onRevealed(shown as Order);
      return undefined;
    },
    later: () => t('order.reveal_later'),
    after: () => setAsking(false),
    renew: ['order'],
  });
  if (!masked || !may || order.forgotten) return null;
  if (isCurrent(order, revealed)) {
    return <small className="quiet">{t('order.revealed')}</small>;
  }
  const again = revealed?.id === order.id;
  return (
    <>
      {again && <small className="flag">{t('order.revealed_before')}</small>}
      <Button size="small" icon={<EyeOutlined aria-hidden />} onClick={() => setAsking(true)}>
        {t('order.reveal')}
      </Button>
      {asking && (
        <PurposeDialog
          busy={reveal.busy}
          onCancel={() => setAsking(false)}
          onDone={(purpose) => reveal.run(order.id, purpose)}
        />
      )}
    </>
  );
}
