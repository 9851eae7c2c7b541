// Personal data that the hub masks for the caller's role, and gives for a purpose.
import type { Order } from '../../api/types';

const purposeMin = 4;
export const purposeMax = 200;

export function purposeFits(text: string): boolean {
  const { length } = [...text.trim()];
  return length >= purposeMin && length <= purposeMax;
}

/** Whether what was revealed is still what the order holds. */
export function isCurrent(order: Order, revealed: Order | undefined): boolean {
  return revealed?.id === order.id && revealed.version === order.version;
}

/** The order as it is now, with the people and words that were revealed of it. */
export function withPeople(order: Order, revealed: Order | undefined): Order {
  if (revealed?.id !== order.id || order.forgotten) return order;
  const { buyer, receiver, note, custom } = revealed;
  const reasons = new Map(revealed.refunds.map((refund) => [refund.refund_no, refund.reason]));
  const refunds = order.refunds.map((refund) => ({
    ...refund,
    reason: reasons.get(refund.refund_no) ?? refund.reason,
  }));
  return { ...order, buyer, receiver, note, custom, refunds };
}
