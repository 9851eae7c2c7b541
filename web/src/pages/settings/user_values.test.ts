import { expect, it } from 'vitest';
import { shopsOf, userPatch } from './user_values';

const before = { name: '李娜', role: 'support' as const, shops: null };

it('sends nothing when nothing was changed', () => {
  expect(userPatch(before, { name: ' 李娜 ', role: 'support' })).toEqual({});
});

it('sends a name alone, or a role alone, so that neither undoes what another person did', () => {
  expect(userPatch(before, { name: '李娜娜', role: 'support' })).toEqual({ name: '李娜娜' });
  expect(userPatch(before, { name: '李娜', role: 'finance' })).toEqual({ role: 'finance' });
});

it('sends an emptied name as empty', () => {
  expect(userPatch(before, { role: 'support' })).toEqual({ name: '' });
});

it('sends shops when others were chosen, in whatever order, and none as every shop', () => {
  const of = { ...before, shops: ['tea', 'tin'] };
  const values = { name: '李娜', role: 'support' as const };
  expect(userPatch(of, { ...values, shops: ['tin', 'tea'] })).toEqual({});
  expect(userPatch(of, { ...values, shops: ['tea'] })).toEqual({ shops: ['tea'] });
  expect(userPatch(of, { ...values, shops: [] })).toEqual({ shops: null });
});

it('gives an owner every shop, whatever was chosen before', () => {
  expect(shopsOf({ role: 'owner', shops: ['tea'] })).toBeNull();
  const of = { ...before, shops: ['tea'] };
  expect(userPatch(of, { name: '李娜', role: 'owner', shops: ['tea'] })).toEqual({
    role: 'owner',
    shops: null,
  });
});
