import { expect, test } from 'vitest';
import type { AlertKind, AlertRule, Receiver } from '../../api/types';
import { newRule, presetValues, rulePatch, tellsSomebody, valuesOf } from './rule_values';

const receiver = (code: string, kind: Receiver['kind']): Receiver => ({
  code,
  kind,
  name: '',
  language: 'zh',
  per_minute: 18,
  paused: false,
  credentials: {},
  credentials_set: [],
  version: 1,
});
const receivers = [
  receiver('group', 'wecom_bot'),
  receiver('phones', 'aliyun_sms'),
  receiver('box', 'email'),
];

const kind = (name: string, severity: AlertKind['severity'], told = true): AlertKind => ({
  kind: name,
  severity,
  told,
  zh: { title: name, advice: '' },
  en: { title: name, advice: '' },
});
const kinds = [
  kind('pull_stopped', 'critical'),
  kind('status_jump', 'info'),
  kind('notify_gave_up', 'critical', false),
];

test('presets tell the receivers that fit them', () => {
  expect(presetValues('orders_missing', receivers, kinds).targets).toEqual(['phones', 'box']);
  const critical = presetValues('critical', receivers, kinds);
  expect(critical.targets).toEqual(['group']);
  expect(critical.kinds).toEqual(['pull_stopped']);
  expect(newRule(presetValues('parked', receivers, kinds)).metric).toEqual({
    name: 'ordo_parked_messages',
    op: '>',
    value: 50,
    for_s: 300,
  });
});

test('a rule is about alerts or about a figure, never about both', () => {
  const rule: AlertRule = {
    code: 'all',
    name: '',
    match: { kinds: ['*'], shops: ['mini'] },
    metric: null,
    severity: 'warning',
    targets: ['group'],
    target_kinds: [],
    group_s: 60,
    repeat_s: 0,
    paused: false,
    version: 2,
  };
  const values = valuesOf(rule);
  expect(rulePatch({ ...values, about: 'metric' })).toMatchObject({ match: null });
  expect(rulePatch({ ...values, shops: [] })).toMatchObject({
    metric: null,
    match: { kinds: ['*'], shops: null },
  });
  expect(newRule({ ...values, shops: [] }).match).toEqual({ kinds: ['*'] });
});

test('a rule tells receivers that are named, or every one of a kind', () => {
  const values = { ...valuesOf(undefined), target_kinds: ['email' as const] };
  expect(tellsSomebody(valuesOf(undefined))).toBe(false);
  expect(tellsSomebody(values)).toBe(true);
  expect(newRule(values)).toMatchObject({ target_kinds: ['email'] });
  expect(newRule(values)).not.toHaveProperty('targets');
  expect(rulePatch(values)).toMatchObject({ targets: null, target_kinds: ['email'] });
});
