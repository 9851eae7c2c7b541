// Stock: the list, an item with its ledger and what holds it, and shortages.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { StockAct } from '../base/stock_acts';
import { stockQuery, type LedgerFilters, type StockFilters } from '../base/stock_filters';
import { client, read, write } from './client';
import { refreshMs } from './refresh';

const pageSize = 50;

// All of it begins with `stock`: what orders do changes it as well as what people do, and it is read anew as a
// whole.
export function useStock(filters: StockFilters) {
  return useQuery({
    queryKey: ['stock', 'list', filters],
    queryFn: () => {
      const query = stockQuery(filters, pageSize);
      return read(client.GET('/api/v1/stock', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useStockItem(id: string, enabled = true) {
  return useQuery({
    queryKey: ['stock', 'item', id],
    queryFn: () => read(client.GET('/api/v1/stock/items/{id}', { params: { path: { id } } })),
    refetchInterval: refreshMs,
    enabled,
  });
}

export function useMovements(id: string, filters: LedgerFilters, limit = pageSize, enabled = true) {
  return useQuery({
    queryKey: ['stock', 'movements', id, filters, limit],
    queryFn: () => {
      const params = { path: { id }, query: { ...filters, limit } };
      return read(client.GET('/api/v1/stock/items/{id}/movements', { params }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: filters.cursor ? false : refreshMs,
    enabled,
  });
}

export function useReservations(id: string) {
  return useInfiniteQuery({
    queryKey: ['stock', 'reservations', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = { limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) };
      const params = { path: { id }, query };
      return read(client.GET('/api/v1/stock/items/{id}/reservations', { params }));
    },
    getNextPageParam: (part) => part.next_cursor ?? undefined,
    refetchInterval: refreshMs,
  });
}

export function useShortages(cursor: string | undefined, limit = pageSize) {
  return useQuery({
    queryKey: ['stock', 'shortages', cursor, limit],
    queryFn: () => {
      const query = { limit, ...(cursor ? { cursor } : {}) };
      return read(client.GET('/api/v1/stock/shortages', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

const once = (key: string) => ({ header: { 'Idempotency-Key': key } });
const aboutShortage = (key: string, id: string) => ({ path: { id }, ...once(key) });

export function coverShortage(key: string, id: string) {
  const params = aboutShortage(key, id);
  return write(client.POST('/api/v1/stock/shortages/{id}/cover', { params }));
}

export function dropShortage(key: string, id: string, reason: string) {
  const params = aboutShortage(key, id);
  return write(client.POST('/api/v1/stock/shortages/{id}/drop', { params, body: { reason } }));
}

export type Act = {
  units: number;
  reason: string;
  pool?: string | undefined; // that is given stock
  sellable?: number | undefined; // what must be sellable for it to be meant
};

type Place = { sku: string; warehouse: string; pool?: string | null };

/** One of the acts of people on an item, which need not be there yet for goods to be taken in. */
export function actOnStock(
  key: string,
  act: StockAct,
  { sku, warehouse, pool }: Place,
  { units, reason, pool: given, sellable }: Act,
) {
  const params = once(key);
  const moved = {
    ...{ sku, warehouse, quantity: units },
    ...(sellable === undefined ? {} : { expected_sellable: sellable }),
  };
  const own = pool ? { pool } : {};
  const why = reason ? { reason } : {};
  switch (act) {
    case 'receive':
      return write(client.POST('/api/v1/stock/receipts', { params, body: { ...moved, ...why } }));
    case 'adjust':
      return write(
        client.POST('/api/v1/stock/adjustments', { params, body: { ...moved, ...own, reason } }),
      );
    case 'freeze':
      return write(
        client.POST('/api/v1/stock/freezes', { params, body: { ...moved, ...own, reason } }),
      );
    case 'unfreeze':
      return write(
        client.POST('/api/v1/stock/unfreezes', { params, body: { ...moved, ...own, reason } }),
      );
    case 'earmark': {
      const body = { ...moved, pool: given ?? '', ...why };
      return write(client.POST('/api/v1/stock/earmarks', { params, body }));
    }
    case 'give_back': {
      const body = { ...moved, pool: pool ?? '', ...why };
      return write(client.POST('/api/v1/stock/give-backs', { params, body }));
    }
  }
}
