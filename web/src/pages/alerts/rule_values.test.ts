import { expect, test } from 'vitest';
import type { AlertRule, Receiver } from '../../api/types';
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

test('presets tell the receivers that fit them', () => {
  expect(presetValues('orders_missing', receivers).targets).toEqual(['phones', 'box']);
  expect(presetValues('critical', receivers).targets).toEqual(['group']);
  expect(newRule(presetValues('parked', receivers)).metric).toEqual({
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
