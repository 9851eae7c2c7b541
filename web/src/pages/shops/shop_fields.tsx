// The fields of a shop, for a new one and for one that is edited.
import { DatePicker, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../api/types';
import { CredentialFields } from './credential_fields';
import { figures } from './shop_values';

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));
const currencies = Intl.supportedValuesOf('currency').map((c) => ({ value: c, label: c }));

function useRequired() {
  const { t } = useTranslation();
  return [{ required: true, message: t('common.required') }];
}

function Name() {
  const { t } = useTranslation();
  return (
    <Form.Item name="name" label={t('shops.name')} rules={useRequired()}>
      <Input maxLength={200} autoComplete="off" />
    </Form.Item>
  );
}

export function Identity({ channels }: { channels: readonly Channel[] }) {
  const { t } = useTranslation();
  const required = useRequired();
  const options = channels.map(({ name }) => ({ value: name, label: name }));
  return (
    <>
      <Form.Item name="channel" label={t('shops.channel')} rules={required}>
        <Select showSearch options={options} />
      </Form.Item>
      <Name />
      <Form.Item
        name="code"
        label={t('shops.code')}
        extra={t('shops.code_hint')}
        rules={[...required, { pattern: /^[a-z0-9_-]{1,64}$/, message: t('failure.field.code') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}

function Place() {
  const { t } = useTranslation();
  const required = useRequired();
  const country = { pattern: /^[A-Z]{2}$/, message: t('failure.field.country') };
  return (
    <div className="shop-places">
      <Form.Item name="zone" label={t('shops.zone')} rules={required}>
        <Select showSearch options={zones} />
      </Form.Item>
      <Form.Item name="currency" label={t('shops.currency')} rules={required}>
        <Select showSearch options={currencies} />
      </Form.Item>
      <Form.Item
        name="country"
        label={t('shops.country')}
        tooltip={t('shops.country_hint')}
        rules={[...required, country]}
      >
        <Input maxLength={2} autoComplete="off" />
      </Form.Item>
    </div>
  );
}

function Figure({ name, hint }: { name: keyof typeof figures; hint: string }) {
  const { t } = useTranslation();
  const { min, max, usual } = figures[name];
  const message = t('shops.whole_number', { min, max });
  const placeholder = usual === undefined ? '' : t('shops.usual', { value: usual });
  return (
    <Form.Item
      name={name}
      label={t(`shops.${name}`)}
      extra={hint}
      rules={[{ type: 'integer', min, max, message }]}
    >
      <InputNumber className="shop-figure" placeholder={placeholder} />
    </Form.Item>
  );
}

function Watching({ pulled }: { pulled: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('shops.watching')}</h3>
      <div className="shop-watching">
        {pulled && (
          <>
            <Figure name="pull_look_back_days" hint={t('shops.look_back_hint')} />
            <Figure name="probe_hours" hint={t('shops.probe_hours_hint')} />
            <Figure name="quota_per_minute" hint={t('shops.quota_hint')} />
          </>
        )}
        <Figure name="silence_minutes" hint={t('shops.silence_hint')} />
        <Form.Item
          name="credentials_expire_at"
          label={t('shops.expire_at')}
          extra={t('shops.expire_hint')}
        >
          <DatePicker showTime className="shop-figure" />
        </Form.Item>
      </div>
    </>
  );
}

/** `channels`: those to choose from for a new shop; a shop that is there keeps its own. */
export function ShopFields(props: {
  channel: Channel | undefined;
  channels?: readonly Channel[];
  held: readonly string[];
}) {
  const { t } = useTranslation();
  const { channel, channels, held } = props;
  return (
    <>
      {channels ? <Identity channels={channels} /> : <Name />}
      <Place />
      <Form.Item
        name="callback_url"
        label={`${t('shops.callback_url')} (${t('common.optional')})`}
        extra={t('shops.callback_hint')}
        rules={[{ type: 'url', message: t('failure.field.callback_url') }]}
      >
        <Input placeholder="https://" />
      </Form.Item>
      {channel && (
        <>
          <h3>{t('shops.credentials')}</h3>
          <p className="quiet small">{t('shops.credentials_hint')}</p>
          <CredentialFields channel={channel} held={held} />
        </>
      )}
      <Watching pulled={channel?.pulled ?? false} />
    </>
  );
}
