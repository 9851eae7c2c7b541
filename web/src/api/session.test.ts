import { expect, it } from 'vitest';
import { may } from './session';

it('offers a role what the hub lets it do', () => {
  expect(may('owner', 'access', true)).toBe(true);
  expect(may('operations', 'review', true)).toBe(true);
  expect(may('operations', 'shops', false)).toBe(true);
  expect(may('operations', 'shops', true)).toBe(false);
  expect(may('operations', 'access', false)).toBe(false);
  expect(may('read_only', 'orders', false)).toBe(true);
  expect(may('read_only', 'orders', true)).toBe(false);
  expect(may('metrics', 'orders', false)).toBe(false);
  expect(may(undefined, 'orders', false)).toBe(false);
});
