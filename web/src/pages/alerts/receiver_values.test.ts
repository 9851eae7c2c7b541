import { expect, test } from 'vitest';
import type { Receiver } from '../../api/types';
import { newReceiver, receiverPatch, valuesOf } from './receiver_values';

const held: Receiver = {
  code: 'group',
  kind: 'feishu_bot',
  name: '值班群',
  language: 'zh',
  per_minute: 18,
  paused: false,
  credentials: { keyword: '告警' },
  credentials_set: ['token', 'secret', 'keyword'],
  version: 3,
};

test('only what its kind asks for and what was entered is sent of a new receiver', () => {
  const values = { ...valuesOf(undefined), code: 'sms', kind: 'aliyun_sms' as const };
  const made = newReceiver({
    ...values,
    credentials: { access_key_id: ' id ', key: 'of another kind', phones: ['+8613800000000 '] },
  });
  expect(made.credentials).toEqual({ access_key_id: 'id', phones: ['+8613800000000'] });
});

test('an empty secret keeps the present one, and another empty field ends it', () => {
  const before = valuesOf(held);
  expect(receiverPatch(before, before)).toEqual({});
  expect(
    receiverPatch(before, { ...before, credentials: { keyword: '', secret: '', token: 'new' } }),
  ).toEqual({ credentials: { keyword: null, token: 'new' } });
  expect(receiverPatch(before, { ...before, paused: true })).toEqual({ paused: true });
});
