import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import {
  setDelivery,
  setRetention,
  useDelivery,
  useOverload,
  usePatrol,
  useRetention,
} from '../../api/hub';
import type { DeliveryRule, Retention } from '../../api/types';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { Save } from './save';
import { OverloadForm, PatrolForm } from './watch_rules';

const usualDays = 365;
const limits = { attempts: 20, first_wait_seconds: 3600, factor: 10 } as const;

type Days = { raw_days: number; for_ever: boolean };

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
      initialValues={{ raw_days: now.raw_days ?? usualDays, for_ever: now.raw_days === null }}
      onFinish={({ raw_days, for_ever }) => save.run(tag, { raw_days: for_ever ? null : raw_days })}
    >
      <Form.Item name="raw_days" label={t('settings.rules.raw_days')}>
        <InputNumber min={7} max={3650} precision={0} disabled={Boolean(forEver)} />
      </Form.Item>
      <Form.Item name="for_ever" valuePropName="checked">
        <Checkbox>{t('settings.rules.for_ever')}</Checkbox>
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

// A rule that somebody else has changed is shown anew: nobody saves over what he has not seen.
export function Rules() {
  const { t } = useTranslation();
  const retention = useRetention();
  const delivery = useDelivery();
  const overload = useOverload();
  const patrol = usePatrol();
  const failed = retention.error ?? delivery.error ?? overload.error ?? patrol.error;
  if (failed) return <Failure error={failed} />;
  if (!retention.data || !delivery.data || !overload.data || !patrol.data) {
    return <Loading rows={6} />;
  }
  return (
    <div className="rules">
      <Card title={t('settings.rules.retention')} hint={t('settings.rules.retention_hint')}>
        <RetentionForm key={retention.data.tag} now={retention.data} />
      </Card>
      <Card title={t('settings.rules.delivery')} hint={t('settings.rules.delivery_hint')}>
        <DeliveryForm key={delivery.data.tag} now={delivery.data} />
      </Card>
      <Card title={t('settings.rules.overload')} hint={t('settings.rules.overload_hint')}>
        <OverloadForm key={overload.data.tag} now={overload.data} />
      </Card>
      <Card title={t('settings.rules.patrol')} hint={t('settings.rules.patrol_hint')}>
        <PatrolForm key={patrol.data.tag} now={patrol.data} />
      </Card>
    </div>
  );
}
