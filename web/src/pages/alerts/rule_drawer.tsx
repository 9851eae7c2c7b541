import { Button, Drawer, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { createRule, editRule } from '../../api/telling';
import type { AlertRule, NewAlertRule, Receiver } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { Versions } from '../settings/versions';
import { KindsField, ShopsField } from './kinds';
import { receiverKinds } from './receiver_values';
import {
  comparisons,
  newRule,
  rulePatch,
  tellsSomebody,
  valuesOf,
  type RuleValues,
} from './rule_values';

const groups = [0, 60, 300, 900, 3_600];
const repeats = [0, 1_800, 3_600, 14_400, 86_400];

/** A length of time in the largest unit that says it whole. */
function useSpan() {
  const { t } = useTranslation();
  return (seconds: number): string => {
    if (seconds % 3_600 === 0) return t('telling.rules.hours', { count: seconds / 3_600 });
    if (seconds % 60 === 0) return t('telling.rules.minutes', { count: seconds / 60 });
    return t('telling.rules.seconds', { count: seconds });
  };
}

function SpanField(props: { name: 'group_s' | 'repeat_s'; spans: number[]; none: string }) {
  const { t } = useTranslation();
  const span = useSpan();
  const now = Form.useWatch<number | undefined>(props.name) ?? 0;
  const spans = [...new Set([...props.spans, now])].sort((a, b) => a - b);
  const word = props.name === 'group_s' ? 'group' : 'repeat';
  return (
    <Form.Item
      name={props.name}
      label={t(`telling.rules.${word}`)}
      extra={t(`telling.rules.${word}_hint`)}
    >
      <Select
        options={spans.map((value) => ({ value, label: value ? span(value) : props.none }))}
      />
    </Form.Item>
  );
}

function MetricFields() {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('common.required') }];
  return (
    <>
      <Form.Item
        name={['metric', 'name']}
        label={t('telling.rules.metric')}
        extra={t('telling.rules.metric_hint')}
        rules={required}
      >
        <Input className="number" placeholder="ordo_parked_messages" />
      </Form.Item>
      <Form.Item name={['metric', 'op']} label={t('telling.rules.compare')} rules={required}>
        <Select options={comparisons.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name={['metric', 'value']} label={t('telling.rules.value')} rules={required}>
        <InputNumber />
      </Form.Item>
      <Form.Item name={['metric', 'for_s']} label={t('telling.rules.for_s')} rules={required}>
        <InputNumber min={0} max={86_400} precision={0} />
      </Form.Item>
    </>
  );
}

function Naming({ known }: { known: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('telling.name')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('telling.code')}
        extra={known ? undefined : t('telling.code_hint')}
        rules={[
          { required: true, message: t('common.required') },
          { pattern: /^[a-z0-9_-]{1,64}$/, message: t('telling.code_hint') },
        ]}
      >
        <Input disabled={known} autoComplete="off" />
      </Form.Item>
    </>
  );
}

function Told({ receivers }: { receivers: Receiver[] }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RuleValues>();
  const targets = receivers.map(({ code, name }) => ({ value: code, label: name || code }));
  const kinds = receiverKinds.map((value) => ({ value, label: t(`telling.kind.${value}`) }));
  const somebody = () =>
    tellsSomebody(form.getFieldsValue(['targets', 'target_kinds']))
      ? Promise.resolve()
      : Promise.reject(new Error(t('telling.rules.nobody')));
  return (
    <>
      <Form.Item
        name="targets"
        label={t('telling.rules.targets')}
        dependencies={['target_kinds']}
        rules={[{ validator: somebody }]}
      >
        <Select mode="multiple" options={targets} optionFilterProp="label" />
      </Form.Item>
      <Form.Item
        name="target_kinds"
        label={t('telling.rules.target_kinds')}
        extra={t('telling.rules.target_kinds_hint')}
      >
        <Select mode="multiple" options={kinds} optionFilterProp="label" />
      </Form.Item>
    </>
  );
}

function Fields({ known, receivers }: { known: boolean; receivers: Receiver[] }) {
  const { t } = useTranslation();
  const about = Form.useWatch<RuleValues['about'] | undefined>('about');
  const required = [{ required: true, message: t('common.required') }];
  const kinds = (['match', 'metric'] as const).map((value) => ({
    value,
    label: t(`telling.rules.about_kind.${value}`),
  }));
  const severities = (['info', 'warning', 'critical'] as const).map((value) => ({
    value,
    label: t(`telling.severity.${value}`),
  }));
  return (
    <>
      <Naming known={known} />
      <Form.Item name="about" label={t('telling.rules.about')}>
        <Segmented options={kinds} />
      </Form.Item>
      {about === 'metric' ? (
        <MetricFields />
      ) : (
        <>
          <KindsField />
          <ShopsField />
        </>
      )}
      <Form.Item name="severity" label={t('telling.severity_name')} rules={required}>
        <Select options={severities} />
      </Form.Item>
      <Told receivers={receivers} />
      <SpanField name="group_s" spans={groups} none={t('telling.rules.each')} />
      <SpanField name="repeat_s" spans={repeats} none={t('telling.rules.never')} />
      <Form.Item name="paused" label={t('telling.paused')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

type Props = {
  rule: AlertRule | undefined;
  from?: RuleValues | undefined; // a preset
  receivers: Receiver[];
  onClose: () => void;
};

/** A new rule, or one to edit, on the version that was read. */
export function RuleDrawer({ rule, from, receivers, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<RuleValues>();
  const options = { after: onClose, renew: ['alert-rules'] };
  const create = useWriting((key: string, made: NewAlertRule) => createRule(key, made), {
    ...options,
    done: () => t('telling.created'),
  });
  const edit = useWriting(editRule, { ...options, done: () => t('telling.saved') });
  const initial = from ?? valuesOf(rule);
  function submit(entered: RuleValues) {
    // What is not shown keeps what it was.
    const values = { ...initial, ...entered };
    if (rule) edit.run(rule, rulePatch(values));
    else create.run(newRule(values));
  }
  const name = rule?.name || rule?.code;
  return (
    <Drawer
      open
      width={480}
      onClose={onClose}
      title={rule ? t('telling.rules.edit', { name }) : t('telling.rules.add')}
      extra={
        <span className="user-actions">
          {rule && (
            <Versions
              kind="alert_rule"
              name={rule.code}
              tag={`"${rule.version}"`}
              onDone={onClose}
            />
          )}
          <Button type="primary" loading={create.busy || edit.busy} onClick={() => form.submit()}>
            {t('common.save')}
          </Button>
        </span>
      }
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit}>
        <Fields known={rule !== undefined} receivers={receivers} />
      </Form>
    </Drawer>
  );
}
