import { Button, Drawer, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { createReceiver, editReceiver } from '../../api/telling';
import type { NewReceiver, Receiver } from '../../api/types';
import { useWriting } from '../../parts/writing';
import {
  fieldsOf,
  newReceiver,
  receiverKinds,
  receiverPatch,
  valuesOf,
  type CredentialField,
  type ReceiverValues,
} from './receiver_values';

function useHint() {
  const { t } = useTranslation();
  return ({ name, list, secret }: CredentialField, known: boolean): string | undefined => {
    if (secret && known) return t('telling.receivers.secret_set');
    if (list) return t('telling.receivers.list_hint');
    return name === 'endpoint' ? t('telling.receivers.endpoint_hint') : undefined;
  };
}

function Credential({ field, known }: { field: CredentialField; known: boolean }) {
  const { t } = useTranslation();
  const hint = useHint();
  const required = !field.optional && !(field.secret && known);
  const label = t(`telling.receivers.field.${field.name}`);
  return (
    <Form.Item
      name={['credentials', field.name]}
      label={field.optional ? `${label} (${t('common.optional')})` : label}
      extra={hint(field, known)}
      rules={[{ required, message: t('common.required') }]}
    >
      {field.list ? (
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ']} />
      ) : field.secret ? (
        <Input.Password autoComplete="new-password" />
      ) : (
        <Input autoComplete="off" />
      )}
    </Form.Item>
  );
}

function Fields({ receiver }: { receiver: Receiver | undefined }) {
  const { t } = useTranslation();
  const kind = Form.useWatch<ReceiverValues['kind'] | undefined>('kind');
  const known = receiver !== undefined;
  const required = [{ required: true, message: t('common.required') }];
  const kinds = receiverKinds.map((value) => ({ value, label: t(`telling.kind.${value}`) }));
  const languages = (['zh', 'en'] as const).map((value) => ({
    value,
    label: t(`telling.receivers.languages.${value}`),
  }));
  return (
    <>
      <Form.Item name="kind" label={t('telling.receivers.kind')} rules={required}>
        <Select options={kinds} disabled={known} />
      </Form.Item>
      <Form.Item name="name" label={t('telling.name')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('telling.code')}
        extra={known ? undefined : t('telling.code_hint')}
        rules={[...required, { pattern: /^[a-z0-9_-]{1,64}$/, message: t('telling.code_hint') }]}
      >
        <Input disabled={known} autoComplete="off" />
      </Form.Item>
      {(kind ? fieldsOf[kind] : []).map((field) => (
        <Credential
          key={`${kind}/${field.name}`}
          field={field}
          known={receiver?.credentials_set.includes(field.name) ?? false}
        />
      ))}
      <Form.Item name="language" label={t('telling.receivers.language')}>
        <Select options={languages} />
      </Form.Item>
      <Form.Item
        name="per_minute"
        label={t('telling.receivers.per_minute')}
        extra={t('telling.receivers.per_minute_hint')}
        rules={required}
      >
        <InputNumber min={1} max={1000} precision={0} />
      </Form.Item>
      <Form.Item name="paused" label={t('telling.paused')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

/** A new receiver, or one to edit, on the version that was read. */
export function ReceiverDrawer(props: { receiver: Receiver | undefined; onClose: () => void }) {
  const { receiver, onClose } = props;
  const { t } = useTranslation();
  const [form] = Form.useForm<ReceiverValues>();
  const options = { after: onClose, renew: ['receivers'] };
  const create = useWriting((key: string, made: NewReceiver) => createReceiver(key, made), {
    ...options,
    done: () => t('telling.created'),
  });
  const edit = useWriting(editReceiver, { ...options, done: () => t('telling.saved') });
  const initial = valuesOf(receiver);
  function submit(values: ReceiverValues) {
    if (!receiver) return create.run(newReceiver(values));
    const patch = receiverPatch(initial, values);
    if (Object.keys(patch).length) edit.run(receiver, patch);
    else onClose();
  }
  const name = receiver?.name || receiver?.code;
  return (
    <Drawer
      open
      width={480}
      onClose={onClose}
      title={receiver ? t('telling.receivers.edit', { name }) : t('telling.receivers.add')}
      extra={
        <Button type="primary" loading={create.busy || edit.busy} onClick={() => form.submit()}>
          {t('common.save')}
        </Button>
      }
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit}>
        <Fields receiver={receiver} />
      </Form>
    </Drawer>
  );
}
