// What a shop of a channel is reached with. The hub says which fields there are; it never gives their
// values, so that a field is empty, whatever is held.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel, CredentialField } from '../../api/types';
import { webhookSecret } from '../../base/uuid';
import type { CredentialValue } from './shop_values';

/** Names and helps in the reader's language where this console has them, else as the hub says them. */
function useFieldNames(channel: string) {
  const { t, i18n } = useTranslation();
  const own = (key: string, otherwise: string) =>
    i18n.exists(key) ? t(key as 'shops.credential.secret') : otherwise;
  return {
    label: ({ name }: CredentialField) => own(`shops.credential.${name}`, name),
    help: ({ name, help }: CredentialField) =>
      own(`shops.credential_help.${channel}_${name}`, help),
  };
}

// What no platform gives out: its owner makes it, and tells whoever sends.
const makers: Record<string, (() => string) | undefined> = { standard_secret: webhookSecret };

type TextProps = {
  id?: string;
  value?: CredentialValue;
  onChange?: (value: CredentialValue) => void;
  secret: boolean;
  label?: string;
  make?: (() => string) | undefined;
};

function Text({ value, onChange, secret, label, make, ...rest }: TextProps) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  const shared = {
    ...rest,
    className: 'number',
    value: typeof value === 'string' ? value : '',
    onChange: (event: { target: { value: string } }) => onChange?.(event.target.value),
    ...(label ? { 'aria-label': label } : {}),
  };
  function generate(made: string) {
    onChange?.(made);
    setVisible(true); // it has to be copied to the sender
  }
  const button = make && (
    <Button type="link" size="small" onClick={() => generate(make())}>
      {t('shops.generate')}
    </Button>
  );
  if (!secret) return <Input autoComplete="off" {...shared} />;
  const toggle = { visible, onVisibleChange: setVisible };
  return (
    <>
      <Input.Password autoComplete="new-password" visibilityToggle={toggle} {...shared} />
      {button}
    </>
  );
}

/** Several texts, each in a field of its own, so that secret ones are not shown while they are typed. */
function Texts({ value, onChange, secret, label = '', ...rest }: TextProps) {
  const { t } = useTranslation();
  const texts = Array.isArray(value) && value.length ? value : [''];
  const put = (at: number, text: string) =>
    onChange?.(texts.map((old, i) => (i === at ? text : old)));
  return (
    <>
      {texts.map((text, i) => (
        <div key={i} className="credential-nth">
          <Text
            {...(i === 0 ? rest : {})}
            secret={secret}
            label={t('shops.nth', { name: label, n: i + 1 })}
            value={text}
            onChange={(typed) => put(i, String(typed ?? ''))}
          />
          {texts.length > 1 && (
            <Button
              type="text"
              aria-label={t('shops.take_away', { n: i + 1 })}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => onChange?.(texts.filter((_, at) => at !== i))}
            />
          )}
        </div>
      ))}
      <Button
        type="link"
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => onChange?.([...texts, ''])}
      >
        {t('shops.add_one')}
      </Button>
    </>
  );
}

type ControlProps = Omit<TextProps, 'secret'> & { field: CredentialField; removable: boolean };

function Control({ field, removable, ...rest }: ControlProps) {
  const { t } = useTranslation();
  const { value, onChange } = rest;
  if (value === null) {
    return (
      <span className="flag">
        {t('shops.removing')}
        <Button type="link" size="small" onClick={() => onChange?.(undefined)}>
          {t('shops.undo')}
        </Button>
      </span>
    );
  }
  const Shown = field.list ? Texts : Text;
  return (
    <>
      <Shown {...rest} secret={field.secret} />
      {removable && (
        <Button type="link" size="small" danger onClick={() => onChange?.(null)}>
          {t('shops.remove')}
        </Button>
      )}
    </>
  );
}

/** `held`: names of what is set already; nobody is asked for those again. */
export function CredentialFields({ channel, held }: { channel: Channel; held: readonly string[] }) {
  const { t } = useTranslation();
  const names = useFieldNames(channel.name);
  return channel.credentials.map((field) => {
    const isSet = held.includes(field.name);
    const keep = isSet && t(field.list ? 'shops.replace_hint' : 'shops.keep_hint');
    const needed = field.required && !isSet;
    const label = (
      <>
        {names.label(field)}{' '}
        {isSet && <span className="flag credential-set">{t('shops.set')}</span>}
        {!field.required && !isSet && <small className="quiet">{t('common.optional')}</small>}
      </>
    );
    return (
      <Form.Item
        key={`${channel.name}.${field.name}`}
        name={['credentials', field.name]}
        label={label}
        extra={[names.help(field), keep].filter(Boolean).join(' · ')}
        rules={needed ? [{ required: true, message: t('common.required') }] : []}
      >
        <Control
          field={field}
          removable={isSet && !field.required}
          label={names.label(field)}
          make={makers[`${channel.name}_${field.name}`]}
        />
      </Form.Item>
    );
  });
}
