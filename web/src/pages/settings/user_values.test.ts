import { expect, it } from 'vitest';
import { userPatch } from './user_values';

const before = { name: '李娜', role: 'support' } as const;

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
