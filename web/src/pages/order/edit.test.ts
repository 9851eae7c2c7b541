import { expect, it } from 'vitest';
import { orderPatch, type EditValues } from './edit';

const before: EditValues = {
  note: 'a',
  tags: ['vip'],
  receiver: { name: 'X', street: 'S', city: null },
};

it('sends nothing when nothing was changed', () => {
  expect(orderPatch(before, { ...before })).toEqual({});
});

it('sends only what was changed, and null for what was emptied', () => {
  const after = {
    note: '',
    tags: ['vip', 'gift'],
    receiver: { name: 'X', street: 'T ', city: '' },
  };
  expect(orderPatch(before, after)).toEqual({
    note: null,
    tags: ['vip', 'gift'],
    receiver: { street: 'T' },
  });
});
