import { expect, it } from 'vitest';
import { newKey } from './key_values';

const now = Date.parse('2026-01-01T00:00:00Z');

it('sends nothing of what was left empty', () => {
  expect(
    newKey({ name: ' ERP ', role: 'operations', scopes: [], view: [], days: null }, now),
  ).toEqual({
    name: 'ERP',
    role: 'operations',
  });
});

it('sends what a key is limited to, and no limit as 0', () => {
  expect(
    newKey(
      { scopes: ['orders:read'], view: ['address'], shops: ['tea'], days: 30, per_minute: 0 },
      now,
    ),
  ).toEqual({
    name: '',
    scopes: ['orders:read'],
    view: ['address'],
    shops: ['tea'],
    expires_at: '2026-01-31T00:00:00.000Z',
    per_minute: 0,
  });
});

it('sends no shops with a role that concerns the whole hub', () => {
  expect(newKey({ role: 'owner', shops: ['tea'] }, now)).toEqual({ name: '', role: 'owner' });
});
