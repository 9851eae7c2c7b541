// Where platforms reach the hub from outside.
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { setAddress } from '../../api/hub';
import type { AddressRule } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { Save } from './save';

const form = /^https?:\/\/[^\s/@?#]+[^\s@?#]*$/;

export function AddressForm({ now: { value: now, tag } }: { now: Versioned<AddressRule> }) {
  const { t } = useTranslation();
  const save = useWriting(setAddress, {
    done: () => t('settings.rules.saved'),
    renew: ['address'],
  });
  return (
    <Form<{ public_url?: string }>
      layout="vertical"
      initialValues={{ public_url: now.public_url ?? '' }}
      onFinish={({ public_url }) => save.run(tag, { public_url: public_url?.trim() || null })}
    >
      <Form.Item
        name="public_url"
        label={t('settings.rules.public_url')}
        rules={[{ pattern: form, message: t('settings.rules.public_url_form') }]}
      >
        <Input placeholder={window.location.origin} maxLength={200} autoComplete="off" />
      </Form.Item>
      <Save busy={save.busy} />
    </Form>
  );
}
