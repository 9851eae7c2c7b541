import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { rereading, searchKey } from '../api/orders';
import { readAnew } from './read_anew';

function invalidated(changed: ReadonlySet<string> | 'all'): string[] {
  const queries = new QueryClient();
  const search = searchKey({ kind: 'phone_tail', text: '5678' }, undefined);
  const orders = [
    ['orders', 'list'],
    ['order', '7', 'now'],
    ['order', '8', 'now'],
  ];
  const keys = [...orders, ['stock', 'item', '3'], ['skus'], search];
  for (const key of keys) queries.setQueryData(key, {});
  readAnew(queries, changed, false);
  const found = queries.getQueryCache().findAll({ predicate: (q) => q.state.isInvalidated });
  return found.map((query) => query.queryKey.slice(0, 2).map(String).join(' '));
}

it('reads lists and the orders that changed, and asks no search again', () => {
  expect(invalidated(new Set(['7']))).toEqual(['orders list', 'order 7', 'stock item']);
  expect(invalidated('all')).toEqual(['orders list', 'order 7', 'order 8', 'stock item']);
});

it('never asks a search again by itself for who sees people masked', () => {
  expect(rereading(true).refetchInterval).toBeGreaterThan(0);
  expect(rereading(false)).toEqual({
    refetchInterval: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
});
