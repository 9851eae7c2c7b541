// What is sold and where it lies: the SKU master, warehouses, pools, and how stock is reserved.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, readVersioned, write } from './client';
import { refreshMs } from './refresh';
import type { PoolEdit, SkuEdit, StockSettings, WarehouseEdit } from './types';

const pageSize = 50;

/** A document that is new stands on version 0. */
const onVersion = (key: string, version: number) => ({
  'Idempotency-Key': key,
  'If-Match': `"${version}"`,
});
const once = (key: string) => ({ 'Idempotency-Key': key });

export function useSkus(q: string | undefined, cursor: string | undefined, limit = pageSize) {
  return useQuery({
    queryKey: ['skus', q, cursor, limit],
    queryFn: () => {
      const query = { limit, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) };
      return read(client.GET('/api/v1/skus', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function setSku(key: string, sku: string, version: number, body: SkuEdit) {
  const params = { path: { sku }, header: onVersion(key, version) };
  return write(client.PUT('/api/v1/skus/{sku}', { params, body }));
}

export function removeSku(key: string, sku: string) {
  const params = { path: { sku }, header: once(key) };
  return write(client.DELETE('/api/v1/skus/{sku}', { params }));
}

/** There are few of them: one page holds all that a list of names needs. */
export function useWarehouses() {
  return useQuery({
    queryKey: ['warehouses'],
    queryFn: () => read(client.GET('/api/v1/warehouses', { params: { query: {} } })),
    refetchInterval: refreshMs,
  });
}

export function setWarehouse(key: string, code: string, version: number, body: WarehouseEdit) {
  const params = { path: { code }, header: onVersion(key, version) };
  return write(client.PUT('/api/v1/warehouses/{code}', { params, body }));
}

export function removeWarehouse(key: string, code: string) {
  const params = { path: { code }, header: once(key) };
  return write(client.DELETE('/api/v1/warehouses/{code}', { params }));
}

export function usePools() {
  return useQuery({
    queryKey: ['pools'],
    queryFn: () => read(client.GET('/api/v1/pools', { params: { query: {} } })),
    refetchInterval: refreshMs,
  });
}

export function setPool(key: string, code: string, version: number, body: PoolEdit) {
  const params = { path: { code }, header: onVersion(key, version) };
  return write(client.PUT('/api/v1/pools/{code}', { params, body }));
}

export function removePool(key: string, code: string) {
  const params = { path: { code }, header: once(key) };
  return write(client.DELETE('/api/v1/pools/{code}', { params }));
}

export function useStockSettings() {
  return useQuery({
    queryKey: ['stock-settings'],
    queryFn: () => readVersioned(client.GET('/api/v1/settings/stock')),
    refetchInterval: refreshMs,
  });
}

export function setStockSettings(key: string, tag: string, body: StockSettings) {
  const params = { header: { 'Idempotency-Key': key, 'If-Match': tag } };
  return write(client.PUT('/api/v1/settings/stock', { params, body }));
}
