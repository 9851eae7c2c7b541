// What somebody should know, and who has taken note of it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import type { AlertState } from './types';

export type Speech = 'zh' | 'en';

/** Their words come from the hub, which raises and words them; they change with the program only. */
export function useAlertKinds() {
  return useQuery({
    queryKey: ['alert-kinds'],
    queryFn: () => read(client.GET('/api/v1/alert-kinds')),
    staleTime: Infinity,
  });
}

/** No state: all of them. */
export function useAlerts(
  state: AlertState | undefined,
  cursor: string | undefined,
  language: Speech,
) {
  return useQuery({
    queryKey: ['alerts', state, cursor, language],
    queryFn: () =>
      read(
        client.GET('/api/v1/alerts', {
          params: {
            query: {
              limit: 50,
              language,
              ...(state ? { state } : {}),
              ...(cursor ? { cursor } : {}),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function acknowledgeAlert(key: string, id: string) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/alerts/{id}/acknowledge', { params, body: {} }));
}

export function resolveAlert(key: string, id: string, note: string) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const body = note ? { note } : {};
  return write(client.POST('/api/v1/alerts/{id}/resolve', { params, body }));
}
