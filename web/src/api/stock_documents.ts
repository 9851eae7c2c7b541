// Purchase orders, transfers and stocktakes.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DocumentFilters } from '../base/stock_documents';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import type { NewStockDocument, StockDocument } from './types';

const pageSize = 50;

// What they do moves stock: they are read anew with it.
export function useStockDocuments(filters: DocumentFilters) {
  return useQuery({
    queryKey: ['stock', 'documents', filters],
    queryFn: () => {
      const query = { ...filters, limit: pageSize };
      return read(client.GET('/api/v1/stock/documents', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useStockDocument(id: string) {
  return useQuery({
    queryKey: ['stock', 'document', id],
    queryFn: () => read(client.GET('/api/v1/stock/documents/{id}', { params: { path: { id } } })),
    refetchInterval: refreshMs,
  });
}

export function draftDocument(key: string, body: NewStockDocument) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/stock/documents', { params, body }));
}

/** Only what was seen is placed, sent, begun or closed. */
const asSeen = (key: string, { id, version }: StockDocument) => ({
  path: { id },
  header: { 'Idempotency-Key': key, 'If-Match': `"${version}"` },
});

export function openDocument(key: string, document: StockDocument) {
  const params = asSeen(key, document);
  return write(client.POST('/api/v1/stock/documents/{id}/open', { params }));
}

export function closeDocument(key: string, document: StockDocument, reason: string) {
  const params = asSeen(key, document);
  const body = reason ? { reason } : {};
  return write(client.POST('/api/v1/stock/documents/{id}/close', { params, body }));
}

export type Recorded = { sku: string; quantity: number };

/** Several people receive and count at once: each line is for itself. */
export function recordLines(key: string, id: string, lines: Recorded[]) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/stock/documents/{id}/record', { params, body: { lines } }));
}

/** The SKU that a barcode is of; nothing where none is. */
export function useFindBarcode() {
  const queries = useQueryClient();
  return async (barcode: string): Promise<string | undefined> => {
    const query = { q: barcode, limit: 20 };
    const found = await queries.fetchQuery({
      queryKey: ['skus', 'barcode', barcode],
      queryFn: () => read(client.GET('/api/v1/skus', { params: { query } })),
    });
    return found.items.find((sku) => sku.barcode === barcode)?.sku;
  };
}
