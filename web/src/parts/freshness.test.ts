import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { oldestAnswer } from './freshness';

function answered(queries: QueryClient, kind: string, at: number): () => void {
  queries.setQueryData([kind], {}, { updatedAt: at });
  return new QueryObserver(queries, {
    queryKey: [kind],
    enabled: true,
    staleTime: Infinity,
  }).subscribe(() => undefined);
}

it('a page is as fresh as the oldest answer on the screen, whatever its frame and what was left hold', () => {
  const queries = new QueryClient();
  expect(oldestAnswer(queries)).toBe(0);
  answered(queries, 'keys', 300);
  const leave = answered(queries, 'audit', 200);
  answered(queries, 'session', 100);
  expect(oldestAnswer(queries)).toBe(200);
  leave();
  expect(oldestAnswer(queries)).toBe(300);
});
