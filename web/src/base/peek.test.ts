import { expect, it } from 'vitest';
import { orderFilters } from './order_filters';
import { besides, neighbour, readPeek } from './peek';

it('the order beside the list is an id, and no filter of it', () => {
  const params = new URLSearchParams('status=paid&order=17');
  expect(readPeek(params)).toBe('17');
  expect(orderFilters.write(orderFilters.read(params)).toString()).toBe('status=paid');
  expect(readPeek(new URLSearchParams('order=../secrets'))).toBeUndefined();
  expect(readPeek(new URLSearchParams('order='))).toBeUndefined();
});

it('steps stay within the list, and begin at its top', () => {
  expect(neighbour(3, -1, 1)).toBe(0);
  expect(neighbour(3, 0, -1)).toBe(0);
  expect(neighbour(3, 1, 1)).toBe(2);
  expect(neighbour(3, 2, 1)).toBe(2);
});

it('an order has those beside it that the list has', () => {
  expect(besides(['9', '8', '7'], '8')).toEqual({ before: '9', after: '7' });
  expect(besides(['9', '8', '7'], '9').before).toBeUndefined();
  expect(besides(['9', '8', '7'], '7').after).toBeUndefined();
  expect(besides(['9'], '4')).toEqual({ before: undefined, after: undefined });
});
