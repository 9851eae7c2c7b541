// Orders: the list, the search, one order, its trace, and what changes it.
import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { queryOf } from '../base/filters';
import type { OrderFilters } from '../base/order_filters';
import type { Search } from '../base/search';
import { uuid } from '../base/uuid';
import { ApiProblem, client, read, write, writeToTheEnd } from './client';
import { refreshMs } from './refresh';
import { sees, useSession } from './session';
import type { Order, OrderPage, OrderPatch, Status } from './types';

const pageSize = 50;

export function useOrders(filters: OrderFilters, zone: string) {
  return useQuery({
    queryKey: ['orders', 'list', filters, zone],
    queryFn: async () => {
      const query = queryOf(filters, 'created', zone, pageSize);
      return (await read(client.GET('/api/v1/orders', { params: { query } }))) as OrderPage;
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** By POST: what is searched for may be personal and must not stand in an address. A telephone that is looked
 * up by who sees people masked is written down first: the answer may then be late, and is asked for again. */
export async function searchOrders(
  { kind, text }: Search,
  limit: number,
  cursor?: string,
): Promise<OrderPage> {
  const body = { [kind]: text, limit, ...(cursor ? { cursor } : {}) };
  const params = { header: { 'Idempotency-Key': uuid() } };
  const send = () => client.POST('/api/v1/orders/search', { params, body });
  const found = await writeToTheEnd(send);
  if (!found.done) throw new ApiProblem(429, {});
  return found.data as OrderPage;
}

function searching(search: Search | undefined, cursor: string | undefined) {
  return {
    queryKey: searchKey(search, cursor),
    queryFn: () => searchOrders(search as Search, pageSize, cursor),
    gcTime: 60_000,
  };
}

/** Not among the lists of orders, which the live stream has read anew. */
export function searchKey(search: Search | undefined, cursor: string | undefined) {
  return ['search', search, cursor] as const;
}

/** For who sees people masked each look-up stands in the audit: a person's search is asked once. */
export function rereading(seesPeople: boolean) {
  if (seesPeople) return { refetchInterval: refreshMs };
  return {
    refetchInterval: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  } as const;
}

export function useOrderSearch(search: Search | undefined, cursor: string | undefined) {
  const seesPeople = sees(useSession().data, 'people');
  return useQuery({
    ...searching(search, cursor),
    ...rereading(seesPeople),
    enabled: search !== undefined,
  });
}

/** Asks now for what the page of what was found shows then, and does not ask for again. */
export function useFindOrders() {
  const queries = useQueryClient();
  return async (search: Search): Promise<Order[]> =>
    (await queries.fetchQuery({ ...searching(search, undefined), staleTime: 0 })).items;
}

export function useOrder(id: string, at: string | undefined) {
  return useQuery({
    queryKey: ['order', id, at ?? 'now'],
    queryFn: async () => {
      const path = { id };
      const asked = at
        ? client.GET('/api/v1/orders/{id}/as-of', { params: { path, query: { at } } })
        : client.GET('/api/v1/orders/{id}', { params: { path } });
      return (await read<unknown>(asked)) as Order;
    },
    refetchInterval: at ? false : refreshMs,
  });
}

/** The newest part, and then older ones as they are asked for. */
export function useTrace(id: string) {
  return useInfiniteQuery({
    queryKey: ['order', id, 'trace'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = pageParam ? { cursor: pageParam } : {};
      return read(client.GET('/api/v1/orders/{id}/trace', { params: { path: { id }, query } }));
    },
    getNextPageParam: (part) => part.next_cursor ?? undefined,
    refetchInterval: refreshMs,
  });
}

export function editOrder(key: string, order: Order, patch: OrderPatch) {
  const header = { 'Idempotency-Key': key, 'If-Match': `"${order.version}"` };
  const params = { path: { id: order.id }, header };
  return write(client.PATCH('/api/v1/orders/{id}', { params, body: patch }));
}

const about = (key: string, id: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

/** The key is a UUID, and names the transaction as well: a repeat is known by either. */
export function moveOrder(key: string, id: string, to: Status, reason: string) {
  const body = { to, transaction_id: key, ...(reason ? { reason } : {}) };
  return write(client.POST('/api/v1/orders/{id}/transitions', { params: about(key, id), body }));
}

export function resetOrder(key: string, id: string, to: Status, reason: string) {
  const body = { to, transaction_id: key, reason };
  return write(client.POST('/api/v1/orders/{id}/status-reset', { params: about(key, id), body }));
}

export function unfreezeOrder(key: string, id: string, reason: string) {
  const call = client.POST('/api/v1/orders/{id}/unfreeze', {
    params: about(key, id),
    body: { reason },
  });
  return write(call);
}

export function forgetPerson(key: string, id: string, reason: string) {
  const params = about(key, id);
  return write(client.POST('/api/v1/orders/{id}/forget-person', { params, body: { reason } }));
}

/** The order unmasked, for who asked and for no cache. Asked once, it stands in the audit once. */
export function revealOrder(key: string, id: string, purpose: string) {
  const params = about(key, id);
  return writeToTheEnd(() =>
    client.POST('/api/v1/orders/{id}/reveal', { params, body: { purpose } }),
  );
}
