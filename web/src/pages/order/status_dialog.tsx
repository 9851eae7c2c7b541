import { Form, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../api/types';
import { statuses } from '../../base/order_filters';
import { ReasonField } from '../../parts/reason_dialog';

type Props = {
  title: string;
  hint: string;
  open: boolean;
  busy: boolean;
  danger?: boolean;
  now: Status;
  onCancel: () => void;
  onDone: (to: Status, reason: string) => void;
};

type Values = { to: Status; reason?: string };

/** A status to go to, and why. Setting it against the lifecycle must say why. */
export function StatusDialog({ title, hint, open, busy, danger, now, onCancel, onDone }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const options = statuses
    .filter((status) => status !== now)
    .map((value) => ({ value, label: t(`status.${value}`) }));
  return (
    <Modal
      title={title.replace('…', '')}
      open={open}
      onCancel={onCancel}
      onOk={() => form.submit()}
      okText={t('common.confirm')}
      confirmLoading={busy}
      okButtonProps={{ danger: Boolean(danger) }}
      destroyOnHidden
    >
      <p className="quiet">{hint}</p>
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={(values) => onDone(values.to, values.reason?.trim() ?? '')}
      >
        <Form.Item
          name="to"
          label={t('order.move_to')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Select options={options} autoFocus />
        </Form.Item>
        <ReasonField required={Boolean(danger)} />
      </Form>
    </Modal>
  );
}
