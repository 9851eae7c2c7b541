// What the list of calls that the hub made is narrowed by.
import type { CallKind, CallOutcome } from '../api/types';
import { filterSet } from './filters';

export const callKinds = [
  'pull',
  'callback',
  'notice',
  'self_test',
] as const satisfies readonly CallKind[];
export const callOutcomes = ['ok', 'failed'] as const satisfies readonly CallOutcome[];
export const callWords = ['q', 'outbox_id', 'order_id'] as const;

export const callFilters = filterSet({
  outcome: callOutcomes,
  kind: callKinds,
  shop: 'text',
  q: 'unaddressed',
  outbox_id: 'digits',
  order_id: 'digits',
  from: 'day',
  to: 'day',
});
export type CallFilters = ReturnType<typeof callFilters.read>;

/** Where the list stands that is narrowed so. */
export function callsAddress(filters: CallFilters): string {
  return `/messages/calls?${callFilters.write(filters).toString()}`;
}
