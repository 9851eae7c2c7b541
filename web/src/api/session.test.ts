import { expect, it } from 'vitest';
import { may, sees, seesPeople } from './session';
import type { Session } from './types';

const support: Session = {
  role: 'support',
  scopes: ['orders:read', 'orders:write', 'lookup:read', 'review:read'],
  view: ['goods', 'amounts'],
  shops: ['tea'],
};

it('offers what the hub says that its caller may do, and nothing else', () => {
  expect(may(support, 'orders', true)).toBe(true);
  expect(may(support, 'lookup', false)).toBe(true);
  expect(may(support, 'review', false)).toBe(true);
  expect(may(support, 'review', true)).toBe(false);
  expect(may(support, 'access', false)).toBe(false);
});

it('offers nothing to nobody', () => {
  expect(may(null, 'orders', false)).toBe(false);
  expect(may(undefined, 'orders', false)).toBe(false);
  expect(seesPeople(null)).toBe(false);
});

it('takes people for shown only where names, streets and words all are', () => {
  expect(sees(support, 'goods')).toBe(true);
  expect(seesPeople(support)).toBe(false);
  expect(seesPeople({ ...support, view: ['people', 'address'] })).toBe(false);
  expect(seesPeople({ ...support, view: ['people', 'address', 'notes'] })).toBe(true);
});
