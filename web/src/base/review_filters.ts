// What the review queue is narrowed by: its kinds are listed one by one, and each is read from the hub by itself.
import type { operations } from '../api/schema';
import { filterSet, queryOf } from './filters';

export const reviewKinds = ['message', 'refused_observation'] as const;
export type ReviewKind = (typeof reviewKinds)[number];

/** How long something waits at least. */
export const ages = ['hour', 'day', 'week'] as const;
const hourMs = 3_600_000;
const ageMs = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs };

export const reviewFilters = filterSet({
  code: 'text',
  shop: 'text',
  age: ages,
  from: 'day',
  to: 'day',
});
export type ReviewFilters = ReturnType<typeof reviewFilters.read>;

type ListQuery = NonNullable<operations['listReview']['parameters']['query']>;

export function reviewQuery(filters: ReviewFilters, zone: string, nowMs: number): ListQuery {
  const { age, ...rest } = filters;
  const query = queryOf(rest, 'received', zone, 50);
  if (!age) return query;
  const before = new Date(nowMs - ageMs[age]).toISOString();
  const to = query.received_to;
  return { ...query, received_to: to && to < before ? to : before };
}
