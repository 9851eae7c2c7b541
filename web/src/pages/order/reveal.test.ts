import { expect, it } from 'vitest';
import type { Order } from '../../api/types';
import { isCurrent, purposeFits, withPeople } from './reveal';

const masked = {
  id: '7',
  version: 3,
  status: 'paid',
  buyer: { id: null, name: '王**', phone: null },
  receiver: { name: '王**', phone: '138****5678' },
  note: null,
  custom: {},
  refunds: [{ refund_no: 'r1', reason: null }],
} as unknown as Order;
const full = {
  ...masked,
  buyer: { id: 'u-7', name: '王小明', phone: null },
  receiver: { name: '王小明', phone: '13812345678' },
  note: '放门口',
  refunds: [{ refund_no: 'r1', reason: '拍错了' }],
} as unknown as Order;

it('takes a purpose of 4 to 200 characters, blanks around it not counted', () => {
  expect(purposeFits('  ab  ')).toBe(false);
  expect(purposeFits('核对地址')).toBe(true);
  expect(purposeFits('😀😀')).toBe(false);
  expect(purposeFits('x'.repeat(200))).toBe(true);
  expect(purposeFits('x'.repeat(201))).toBe(false);
});

it('shows revealed people and words on the order as it is now', () => {
  const now = { ...masked, version: 4, status: 'in_transit' } as Order;
  const shown = withPeople(now, full);
  expect(shown.receiver?.phone).toBe('13812345678');
  expect(shown.note).toBe('放门口');
  expect(shown.refunds[0]?.reason).toBe('拍错了');
  expect(shown.status).toBe('in_transit');
  expect(shown.version).toBe(4);
});

it('shows nobody on another order, and nobody who was forgotten meanwhile', () => {
  const other = { ...masked, id: '8' };
  expect(withPeople(other, full)).toBe(other);
  const forgotten = { ...masked, buyer: null, receiver: null, forgotten: true };
  expect(withPeople(forgotten, full)).toBe(forgotten);
});

it('knows when the order has changed since', () => {
  expect(isCurrent(masked, full)).toBe(true);
  expect(isCurrent({ ...masked, version: 4 }, full)).toBe(false);
  expect(isCurrent(masked, undefined)).toBe(false);
});
