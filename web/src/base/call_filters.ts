// What the list of calls that the hub made is narrowed by, and how that stands in the address bar.
import type { CallKind, CallOutcome } from '../api/types';
import type { operations } from '../api/schema';
import { isDay, nextDay, startOfDay } from './clocks';

type ListQuery = NonNullable<operations['listCalls']['parameters']['query']>;

export const callKinds = [
  'pull',
  'callback',
  'notice',
  'self_test',
] as const satisfies readonly CallKind[];
export const callOutcomes = ['ok', 'failed'] as const satisfies readonly CallOutcome[];
export const callWords = ['q', 'outbox_id', 'order_id'] as const;
export type CallWord = (typeof callWords)[number];

export type CallFilters = {
  outcome?: CallOutcome;
  kind?: CallKind;
  shop?: string;
  from?: string; // a day, within
  to?: string; // a day, within
  cursor?: string;
} & { [word in CallWord]?: string };

const textKeys = ['shop', ...callWords, 'cursor'] as const;
const allKeys = ['outcome', 'kind', ...textKeys, 'from', 'to'] as const;

/** Reads filters; what is not understood is left out, so that an old bookmark still opens a list. */
export function readCallFilters(params: URLSearchParams): CallFilters {
  const filters: CallFilters = {};
  const outcome = callOutcomes.find((o) => o === params.get('outcome'));
  if (outcome) filters.outcome = outcome;
  const kind = callKinds.find((k) => k === params.get('kind'));
  if (kind) filters.kind = kind;
  for (const key of textKeys) {
    const text = params.get(key)?.trim();
    if (text) filters[key] = text;
  }
  for (const key of ['outbox_id', 'order_id'] as const) {
    if (filters[key] && !/^\d+$/.test(filters[key])) delete filters[key];
  }
  for (const key of ['from', 'to'] as const) {
    const day = params.get(key);
    if (day && isDay(day)) filters[key] = day;
  }
  return filters;
}

/** Writes filters in a fixed order, so that one list has one address. */
export function writeCallFilters(filters: CallFilters): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of allKeys) {
    const value = filters[key];
    if (value) params.set(key, value);
  }
  return params;
}

/** Where the list stands that is narrowed so. */
export function callsAddress(filters: CallFilters): string {
  return `/messages/calls?${writeCallFilters(filters).toString()}`;
}

/** What the interface is asked: days become moments in the zone in which they are meant. */
export function toCallQuery(filters: CallFilters, zone: string, limit: number): ListQuery {
  const { from, to, ...rest } = filters;
  const query: ListQuery = { ...rest, limit };
  if (from) query.started_from = startOfDay(from, zone);
  if (to) query.started_to = startOfDay(nextDay(to), zone);
  return query;
}
