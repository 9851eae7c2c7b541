// API keys.
import { useQuery } from '@tanstack/react-query';
import { client, read, write, writeToTheEnd } from './client';
import { refreshMs } from './refresh';
import type { NewKey } from './types';

export function useKeys() {
  return useQuery({
    queryKey: ['keys'],
    queryFn: () => read(client.GET('/api/v1/keys')),
    refetchInterval: refreshMs,
  });
}

export function createKey(key: string, body: NewKey) {
  const params = { header: { 'Idempotency-Key': key } };
  // Its text stands in no other answer.
  return writeToTheEnd(() => client.POST('/api/v1/keys', { params, body }));
}

export function revokeKey(key: string, id: string) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  return write(client.DELETE('/api/v1/keys/{id}', { params }));
}
