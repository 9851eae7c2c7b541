// What the list of messages is narrowed by, and how that stands in the address bar.
import type { MessageState } from '../api/types';
import type { operations } from '../api/schema';
import { isDay, nextDay, startOfDay } from './clocks';

type ListQuery = NonNullable<operations['listMessages']['parameters']['query']>;

export const messageStates = [
  'received',
  'applied',
  'duplicate',
  'ignored',
  'waiting',
  'parked',
] as const satisfies readonly MessageState[];
export const messageWords = ['route', 'external_id', 'order_id', 'code'] as const;
export type MessageWord = (typeof messageWords)[number];

export type MessageFilters = {
  state?: MessageState;
  shop?: string;
  from?: string; // a day, within
  to?: string; // a day, within
  cursor?: string;
} & { [word in MessageWord]?: string };

const textKeys = ['shop', ...messageWords, 'cursor'] as const;
const allKeys = ['state', ...textKeys, 'from', 'to'] as const;

/** Reads filters; what is not understood is left out, so that an old bookmark still opens a list. */
export function readMessageFilters(params: URLSearchParams): MessageFilters {
  const filters: MessageFilters = {};
  const state = messageStates.find((s) => s === params.get('state'));
  if (state) filters.state = state;
  for (const key of textKeys) {
    const text = params.get(key)?.trim();
    if (text) filters[key] = text;
  }
  if (filters.order_id && !/^\d+$/.test(filters.order_id)) delete filters.order_id;
  for (const key of ['from', 'to'] as const) {
    const day = params.get(key);
    if (day && isDay(day)) filters[key] = day;
  }
  return filters;
}

/** Writes filters in a fixed order, so that one list has one address. */
export function writeMessageFilters(filters: MessageFilters): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of allKeys) {
    const value = filters[key];
    if (value) params.set(key, value);
  }
  return params;
}

/** What the interface is asked: days become moments in the zone in which they are meant. */
export function toMessageQuery(filters: MessageFilters, zone: string, limit: number): ListQuery {
  const { from, to, ...rest } = filters;
  const query: ListQuery = { ...rest, limit };
  if (from) query.received_from = startOfDay(from, zone);
  if (to) query.received_to = startOfDay(nextDay(to), zone);
  return query;
}
