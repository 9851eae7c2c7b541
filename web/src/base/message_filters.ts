// What the list of messages is narrowed by.
import type { MessageState } from '../api/types';
import { filterSet } from './filters';

export const messageStates = [
  'received',
  'applied',
  'duplicate',
  'ignored',
  'waiting',
  'parked',
] as const satisfies readonly MessageState[];
export const messageWords = ['route', 'external_id', 'order_id', 'code'] as const;

export const messageFilters = filterSet({
  state: messageStates,
  shop: 'text',
  route: 'text',
  external_id: 'text',
  order_id: 'digits',
  code: 'text',
  from: 'day',
  to: 'day',
});
export type MessageFilters = ReturnType<typeof messageFilters.read>;
