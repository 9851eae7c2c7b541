import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import {
  setDelivery,
  setLimits,
  setRetention,
  useAddress,
  useDelivery,
  useLimits,
  useOverload,
  usePatrol,
  useRetention,
} from '../../api/hub';
import type { DeliveryRule, Limits, Retention } from '../../api/types';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { AddressForm } from './address';
import { Save } from './save';
import { Versions } from './versions';
import { OverloadForm, PatrolForm } from './watch_rules';

const usualDays = 365;
const usualCallDays = 14;
const limits = { attempts: 20, first_wait_seconds: 3600, factor: 10 } as const;

type Days = { raw_days: number; for_ever: boolean; call_days: number };

function RetentionForm({ now: { value: now, tag } }: { now: Versioned<Retention> }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Days>();
  const forEver = Form.useWatch('for_ever', form);
  const save = useWriting(setRetention, {
    done: () => t('settings.rules.saved'),
    renew: ['retention'],
  });
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{
        raw_days: now.raw_days ?? usualDays,
        for_ever: now.raw_days === null,
        call_days: now.call_days ?? usualCallDays,
      }}
      onFinish={({ raw_days, for_ever, call_days }) =>
        save.run(tag, { raw_days: for_ever ? null : raw_days, call_days })
      }
    >
      <Form.Item name="raw_days" label={t('settings.rules.raw_days')}>
        <InputNumber min={7} max={3650} precision={0} disabled={Boolean(forEver)} />
      </Form.Item>
      <Form.Item name="for_ever" valuePropName="checked">
        <Checkbox>{t('settings.rules.for_ever')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="call_days"
        label={t('settings.rules.call_days')}
        rules={[{ required: true, message: t('common.required') }]}
      >
        <InputNumber min={1} max={90} precision={0} />
      </Form.Item>
      <Save busy={save.busy} />
    </Form>
  );
}

function DeliveryForm({ now: { value: now, tag } }: { now: Versioned<DeliveryRule> }) {
  const { t } = useTranslation();
  const save = useWriting(setDelivery, {
    done: () => t('settings.rules.saved'),
    renew: ['delivery'],
  });
  return (
    <Form<DeliveryRule>
      layout="vertical"
      initialValues={now}
      onFinish={(rule) => save.run(tag, rule)}
    >
      {(['attempts', 'first_wait_seconds', 'factor'] as const).map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`settings.rules.${name}`)}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <InputNumber min={1} max={limits[name]} precision={0} />
        </Form.Item>
      ))}
      <Save busy={save.busy} />
    </Form>
  );
}

const bounds = {
  per_minute: [60, 1_000_000],
  lookups_per_minute: [1, 10_000],
  unknown_keys_per_minute: [1, 10_000],
} as const;

function LimitsForm({ now: { value: now, tag } }: { now: Versioned<Limits> }) {
  const { t } = useTranslation();
  const save = useWriting(setLimits, { done: () => t('settings.rules.saved'), renew: ['limits'] });
  return (
    <Form<Limits> layout="vertical" initialValues={now} onFinish={(rule) => save.run(tag, rule)}>
      {(['per_minute', 'lookups_per_minute', 'unknown_keys_per_minute'] as const).map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`settings.rules.${name}`)}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <InputNumber min={bounds[name][0]} max={bounds[name][1]} precision={0} />
        </Form.Item>
      ))}
      <Save busy={save.busy} />
    </Form>
  );
}

// A rule that somebody else has changed is shown anew: nobody saves over what he has not seen.
export function Rules() {
  const { t } = useTranslation();
  const retention = useRetention();
  const delivery = useDelivery();
  const limit = useLimits();
  const overload = useOverload();
  const patrol = usePatrol();
  const address = useAddress();
  const all = [retention, delivery, limit, overload, patrol, address];
  const failed = all.find((query) => query.error)?.error;
  const again = () => all.forEach((query) => query.error && void query.refetch());
  if (failed) return <Failure error={failed} retry={again} />;
  if (!retention.data || !delivery.data || !limit.data || !overload.data) {
    return <Loading rows={6} />;
  }
  if (!patrol.data || !address.data) return <Loading rows={6} />;
  return (
    <div className="rules">
      <Card
        title={t('settings.rules.retention')}
        hint={t('settings.rules.retention_hint')}
        extra={<Versions kind="retention" tag={retention.data.tag} />}
      >
        <RetentionForm key={retention.data.tag} now={retention.data} />
      </Card>
      <Card
        title={t('settings.rules.delivery')}
        hint={t('settings.rules.delivery_hint')}
        extra={<Versions kind="delivery" tag={delivery.data.tag} />}
      >
        <DeliveryForm key={delivery.data.tag} now={delivery.data} />
      </Card>
      <Card
        title={t('settings.rules.limits')}
        hint={t('settings.rules.limits_hint')}
        extra={<Versions kind="limits" tag={limit.data.tag} />}
      >
        <LimitsForm key={limit.data.tag} now={limit.data} />
      </Card>
      <Card
        title={t('settings.rules.overload')}
        hint={t('settings.rules.overload_hint')}
        extra={<Versions kind="overload" tag={overload.data.tag} />}
      >
        <OverloadForm key={overload.data.tag} now={overload.data} />
      </Card>
      <Card
        title={t('settings.rules.patrol')}
        hint={t('settings.rules.patrol_hint')}
        extra={<Versions kind="patrol" tag={patrol.data.tag} />}
      >
        <PatrolForm key={patrol.data.tag} now={patrol.data} />
      </Card>
      <Card
        title={t('settings.rules.address')}
        hint={t('settings.rules.address_hint')}
        extra={<Versions kind="address" tag={address.data.tag} />}
      >
        <AddressForm key={address.data.tag} now={address.data} />
      </Card>
    </div>
  );
}
