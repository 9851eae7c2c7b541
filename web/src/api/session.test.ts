import { expect, it } from 'vitest';
import { may, seesPeople } from './session';
import type { Role } from './types';

const people: Role[] = ['owner', 'operations', 'warehouse', 'finance', 'support', 'read_only'];

it('offers a role what the hub lets it do', () => {
  expect(may('owner', 'access', true)).toBe(true);
  expect(may('operations', 'review', true)).toBe(true);
  expect(may('operations', 'shops', false)).toBe(true);
  expect(may('operations', 'shops', true)).toBe(false);
  expect(may('operations', 'access', false)).toBe(false);
  expect(may('warehouse', 'orders', true)).toBe(false);
  expect(may('warehouse', 'messages', false)).toBe(false);
  expect(may('finance', 'review', false)).toBe(false);
  expect(may('support', 'orders', true)).toBe(true);
  expect(may('support', 'review', false)).toBe(true);
  expect(may('support', 'review', true)).toBe(false);
  expect(may('read_only', 'orders', false)).toBe(true);
  expect(may('read_only', 'orders', true)).toBe(false);
  expect(may('metrics', 'orders', false)).toBe(false);
  expect(may(undefined, 'orders', false)).toBe(false);
});

it('offers to show people in full to whom they are masked and who may ask', () => {
  const asks = people.filter((role) => !seesPeople(role) && may(role, 'reveal', true));
  expect(asks).toEqual(['warehouse', 'support']);
});

it('lets nobody but owners near users and the audit', () => {
  expect(people.filter((role) => may(role, 'access', false))).toEqual(['owner']);
});
