// The hub itself: figures, mode, alerts.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import type { DeliveryRule, Mode, Retention } from './types';

export function useStats() {
  return useQuery({
    queryKey: ['stats'],
    queryFn: () => read(client.GET('/api/v1/stats')),
    refetchInterval: 15_000,
  });
}

export function useMode() {
  return useQuery({
    queryKey: ['mode'],
    queryFn: () => read(client.GET('/api/v1/mode')),
    refetchInterval: 30_000,
  });
}

export function setMode(key: string, mode: Mode) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.PUT('/api/v1/mode', { params, body: { mode } }));
}

export function useLifecycles(enabled: boolean) {
  return useQuery({
    queryKey: ['lifecycles'],
    queryFn: () => read(client.GET('/api/v1/lifecycles')),
    enabled,
  });
}

export function useRetention() {
  return useQuery({
    queryKey: ['retention'],
    queryFn: () => read(client.GET('/api/v1/retention')),
  });
}

export function setRetention(key: string, body: Retention) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.PUT('/api/v1/retention', { params, body }));
}

export function useDelivery() {
  return useQuery({
    queryKey: ['delivery'],
    queryFn: () => read(client.GET('/api/v1/delivery')),
  });
}

export function setDelivery(key: string, body: DeliveryRule) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.PUT('/api/v1/delivery', { params, body }));
}

export function useAlerts(cursor: string | undefined) {
  return useQuery({
    queryKey: ['alerts', cursor],
    queryFn: () =>
      read(
        client.GET('/api/v1/alerts', {
          params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: cursor ? false : 30_000,
  });
}
