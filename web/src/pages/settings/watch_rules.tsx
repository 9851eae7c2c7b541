import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { setOverload, setPatrol } from '../../api/hub';
import type { OverloadRule, PatrolRule } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { Save } from './save';

const loadLimits = {
  factor_percent: [100, 1000],
  slow_ms: [50, 60_000],
  hold_s: [1, 600],
  recover_s: [1, 3600],
} as const;

function Whole({
  name,
  range,
}: {
  name: keyof typeof loadLimits | 'status_follow_s';
  range: readonly [number, number];
}) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={t(`settings.rules.${name}`)}
      rules={[{ required: true, message: t('common.required') }]}
    >
      <InputNumber min={range[0]} max={range[1]} precision={0} />
    </Form.Item>
  );
}

export function OverloadForm({ now: { value: now, tag } }: { now: Versioned<OverloadRule> }) {
  const { t } = useTranslation();
  const save = useWriting(setOverload, {
    done: () => t('settings.rules.saved'),
    renew: ['overload', 'mode'],
  });
  return (
    <Form<OverloadRule>
      layout="vertical"
      initialValues={now}
      onFinish={(rule) =>
        save.run(tag, { ...rule, usual_peak_per_s: rule.usual_peak_per_s ?? null })
      }
    >
      <Form.Item name="automatic" valuePropName="checked">
        <Checkbox>{t('settings.rules.automatic')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="usual_peak_per_s"
        label={t('settings.rules.usual_peak_per_s')}
        extra={t('settings.rules.usual_peak_hint')}
      >
        <InputNumber min={1} max={1_000_000} precision={0} />
      </Form.Item>
      {(Object.keys(loadLimits) as (keyof typeof loadLimits)[]).map((name) => (
        <Whole key={name} name={name} range={loadLimits[name]} />
      ))}
      <Save busy={save.busy} />
    </Form>
  );
}

export function PatrolForm({ now: { value: now, tag } }: { now: Versioned<PatrolRule> }) {
  const { t } = useTranslation();
  const save = useWriting(setPatrol, {
    done: () => t('settings.rules.saved'),
    renew: ['patrol'],
  });
  return (
    <Form<PatrolRule>
      layout="vertical"
      initialValues={now}
      onFinish={(rule) => save.run(tag, rule)}
    >
      <Whole name="status_follow_s" range={[10, 86_400]} />
      <Form.Item
        name="end_to_end_s"
        label={t('settings.rules.end_to_end_s')}
        dependencies={['status_follow_s']}
        rules={[
          { required: true, message: t('common.required') },
          ({ getFieldValue }) => ({
            validator: (_, value: number) =>
              value >= getFieldValue('status_follow_s')
                ? Promise.resolve()
                : Promise.reject(new Error(t('settings.rules.end_to_end_short'))),
          }),
        ]}
      >
        <InputNumber min={10} max={86_400} precision={0} />
      </Form.Item>
      <Save busy={save.busy} />
    </Form>
  );
}
