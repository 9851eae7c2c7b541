// Calls that the hub makes to others.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import type { CallState } from './types';

export function useOutgoing(state: CallState, cursor: string | undefined) {
  return useQuery({
    queryKey: ['outbox', state, cursor],
    queryFn: () =>
      read(
        client.GET('/api/v1/outbox', {
          params: { query: { state, limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function retryCall(key: string, id: string) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/outbox/{id}/retry', { params }));
}

export function discardCall(key: string, id: string, reason: string) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/outbox/{id}/discard', { params, body: { reason } }));
}
