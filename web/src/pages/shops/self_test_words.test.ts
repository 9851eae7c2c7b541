import { expect, test } from 'vitest';
import { emptyShop } from './shop_values';
import { checksOf, isMalformed, soFar, testOf } from './self_test_words';

const step = (check: 'calls' | 'callbacks', name: 'name' | 'answer') =>
  ({ check, step: name, state: 'ok', code: null, detail: '', advice: null, ms: 1 }) as const;

test('steps stand under what they check, in their order', () => {
  const steps = [step('calls', 'name'), step('calls', 'answer'), step('callbacks', 'name')];
  const report = { steps } as unknown as Parameters<typeof checksOf>[0];
  expect(checksOf(report).map(([check, of]) => [check, of.map((s) => s.step)])).toEqual([
    ['calls', ['name', 'answer']],
    ['callbacks', ['name']],
  ]);
});

test('a check that goes on is there before its first step has ended', () => {
  const steps = [step('calls', 'name')];
  expect(checksOf({ steps }, 'callbacks').map(([check]) => check)).toEqual(['calls', 'callbacks']);
  expect(checksOf({ steps }, 'calls').map(([, of]) => of.length)).toEqual([1]);
});

test('what was seen of an earlier test is nothing of this one', () => {
  const run = { running: true, check: 'calls', report: null } as const;
  expect(soFar({ data: run, dataUpdatedAt: 20 }, 10)).toBe(run);
  expect(soFar({ data: run, dataUpdatedAt: 5 }, 10)).toBeUndefined();
  expect(soFar({ data: { ...run, running: false }, dataUpdatedAt: 20 }, 10)).toBeUndefined();
  expect(soFar({ data: undefined, dataUpdatedAt: 0 }, 0)).toBeUndefined();
});

test('a test sends what was typed, and the address only where it is needed', () => {
  const values = {
    ...emptyShop('standard', 'Asia/Shanghai'),
    code: 'mini',
    credentials: { secret: ' whsec_x ', secrets: [] },
  };
  expect(testOf(values, undefined)).toEqual({ shop: 'mini', credentials: { secret: 'whsec_x' } });
  expect(testOf(values, 'https://here').address).toBe('https://here');
});

test('credentials of a wrong form are told from a connection that fails', () => {
  const report = (one: 'credentials' | 'name') =>
    ({ steps: [{ step: one, state: 'failed' }] }) as unknown as Parameters<typeof isMalformed>[0];
  expect(isMalformed(report('credentials'))).toBe(true);
  expect(isMalformed(report('name'))).toBe(false);
});
