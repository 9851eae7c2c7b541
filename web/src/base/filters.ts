// What the list of orders is narrowed by, and how that stands in the address bar. Nothing personal is
// among it: phones, names and addresses are searched for by POST and stand in no address.
import type { components, operations } from '../api/schema';
import { isDay, nextDay, startOfDay } from './clocks';

export type Status = components['schemas']['Status'];
type ListQuery = NonNullable<operations['listOrders']['parameters']['query']>;

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

export type OrderFilters = {
  status?: Status;
  group?: string; // the code of a group of statuses
  shop?: string;
  channel?: string;
  from?: string; // a day, within
  to?: string; // a day, within
  sku?: string;
  tracking_no?: string;
  channel_order_no?: string;
  tag?: string;
  cursor?: string;
};

const textKeys = [
  'group',
  'shop',
  'channel',
  'sku',
  'tracking_no',
  'channel_order_no',
  'tag',
  'cursor',
] as const;
const allKeys = ['status', ...textKeys, 'from', 'to'] as const;

function isStatus(text: string): text is Status {
  return (statuses as readonly string[]).includes(text);
}

/** Reads filters; what is not understood is left out, so that an old bookmark still opens a list. */
export function readFilters(params: URLSearchParams): OrderFilters {
  const filters: OrderFilters = {};
  const status = params.get('status');
  if (status && isStatus(status)) filters.status = status;
  for (const key of textKeys) {
    const text = params.get(key)?.trim();
    if (text) filters[key] = text;
  }
  for (const key of ['from', 'to'] as const) {
    const day = params.get(key);
    if (day && isDay(day)) filters[key] = day;
  }
  return filters;
}

/** Writes filters in a fixed order, so that one list has one address. */
export function writeFilters(filters: OrderFilters): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of allKeys) {
    const value = filters[key];
    if (value) params.set(key, value);
  }
  return params;
}

/** Filters that narrow the list; a cursor only says where it goes on. */
export function countFilters(filters: OrderFilters): number {
  return allKeys.filter((key) => key !== 'cursor' && filters[key]).length;
}

/** A change of filters begins the list anew. */
export function changeFilters(filters: OrderFilters, change: OrderFilters): OrderFilters {
  const { cursor: _, ...kept } = filters;
  return { ...kept, ...change };
}

/** What the interface is asked: days become moments in the zone in which they are meant. */
export function toQuery(filters: OrderFilters, zone: string, limit: number): ListQuery {
  const { from, to, ...rest } = filters;
  const query: ListQuery = { ...rest, limit };
  if (from) query.created_from = startOfDay(from, zone);
  if (to) query.created_to = startOfDay(nextDay(to), zone);
  return query;
}
