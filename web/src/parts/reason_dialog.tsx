import { Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

const reasonMax = 500;

export function ReasonField({ required }: { required: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="reason"
      label={t('common.reason')}
      extra={t('common.reason_hint')}
      rules={required ? [{ required: true, whitespace: true, message: t('common.required') }] : []}
    >
      <Input.TextArea rows={3} maxLength={reasonMax} showCount />
    </Form.Item>
  );
}

type Props = {
  title: string;
  hint: string;
  open: boolean;
  busy: boolean;
  danger?: boolean;
  optional?: boolean; // what is said may be nothing
  ok?: string;
  onCancel: () => void;
  onDone: (reason: string) => void;
};

/** Asks why, before something is done that others will ask about. */
export function ReasonDialog(props: Props) {
  const { title, hint, open, busy, danger, optional, ok, onCancel, onDone } = props;
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason?: string }>();
  return (
    <Modal
      title={title.replace('…', '')}
      open={open}
      onCancel={onCancel}
      onOk={() => form.submit()}
      okText={ok ?? t('common.confirm')}
      confirmLoading={busy}
      okButtonProps={{ danger: Boolean(danger) }}
      destroyOnHidden
    >
      <p className="quiet">{hint}</p>
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={(values) => onDone(values.reason?.trim() ?? '')}
      >
        <ReasonField required={!optional} />
      </Form>
    </Modal>
  );
}
