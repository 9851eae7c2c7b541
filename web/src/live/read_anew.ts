// What is on the screen and may have changed with what the live stream told is read anew. Searches are not:
// for who sees people masked each look-up is written down.
import type { QueryClient } from '@tanstack/react-query';

export function readAnew(
  queries: QueryClient,
  orders: ReadonlySet<string> | 'all',
  alerts: boolean,
): void {
  // What orders do, stock does with them.
  const lists = ['orders', 'messages', 'review', 'stats', 'shops', 'outbox', 'stock'];
  const fits = (key: readonly unknown[]) => {
    const [kind, id] = key;
    if (kind === 'order') return orders === 'all' || orders.has(String(id));
    if (kind === 'alerts') return alerts || orders === 'all';
    return lists.includes(String(kind));
  };
  void queries.invalidateQueries({ predicate: (query) => fits(query.queryKey) });
}
