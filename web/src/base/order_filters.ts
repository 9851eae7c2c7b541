// What the list of orders is narrowed by. Nothing personal is among it: phones, names and addresses are
// searched for by POST and stand in no address.
import type { components } from '../api/schema';
import { filterSet } from './filters';

export type Status = components['schemas']['Status'];

export const statuses = [
  'pending_payment',
  'deposit_paid',
  'balance_due',
  'paid',
  'awaiting_allocation',
  'label_printed',
  'picked_up',
  'in_transit',
  'partially_shipped',
  'delivered',
  'completed',
  'refunding',
  'refunded',
  'cancelled',
  'closed',
] as const satisfies readonly Status[];

export const orderWords = ['sku', 'tracking_no', 'channel_order_no', 'tag'] as const;

export const orderFilters = filterSet({
  status: statuses,
  group: 'text', // the code of a group of statuses
  shop: 'text',
  channel: 'text',
  sku: 'text',
  tracking_no: 'text',
  channel_order_no: 'text',
  tag: 'text',
  from: 'day',
  to: 'day',
});
export type OrderFilters = ReturnType<typeof orderFilters.read>;
