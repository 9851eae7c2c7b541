// What the words of channels mean, and under which groups statuses are reported.
import { useQuery } from '@tanstack/react-query';
import type { Words } from '../base/status_words';
import { client, read, readVersioned, write } from './client';
import { refreshMs } from './refresh';
import type { StatusGroups } from './types';

/** A map is that of a channel, or of one shop of it. */
export type MapOf = { channel: string; shop: string | undefined };

const named = ({ channel, shop }: MapOf) => ({
  path: { channel },
  ...(shop ? { query: { shop } } : {}),
});
const standingOn = (key: string, tag: string) => ({ 'Idempotency-Key': key, 'If-Match': tag });

export function useStatusMap(of: MapOf) {
  return useQuery({
    queryKey: ['status-map', of],
    queryFn: () =>
      readVersioned(client.GET('/api/v1/status-maps/{channel}', { params: named(of) })),
    refetchInterval: refreshMs,
  });
}

export function setStatusMap(key: string, tag: string, of: MapOf, words: Words, reason: string) {
  const params = { ...named(of), header: standingOn(key, tag) };
  const body = { words, ...(reason ? { reason } : {}) };
  return write(client.PUT('/api/v1/status-maps/{channel}', { params, body }));
}

export function useStatusMapVersions(of: MapOf, enabled: boolean) {
  return useQuery({
    queryKey: ['status-map-versions', of],
    queryFn: () =>
      read(client.GET('/api/v1/status-maps/{channel}/versions', { params: named(of) })),
    refetchInterval: refreshMs,
    enabled,
  });
}

export function rollBackStatusMap(
  key: string,
  tag: string,
  of: MapOf,
  version: number,
  reason: string,
) {
  const params = { ...named(of), header: standingOn(key, tag) };
  const body = { version, ...(reason ? { reason } : {}) };
  return write(client.POST('/api/v1/status-maps/{channel}/rollback', { params, body }));
}

/** Reads messages that are kept under these words; changes nothing. */
export function tryStatusMap({ channel, shop }: MapOf, words: Words, limit: number) {
  const body = { words, limit, ...(shop ? { shop } : {}) };
  return read(
    client.POST('/api/v1/status-maps/{channel}/try', { params: { path: { channel } }, body }),
  );
}

export function useStatusGroups() {
  return useQuery({
    queryKey: ['status-groups'],
    queryFn: () => readVersioned(client.GET('/api/v1/settings/status-groups')),
    staleTime: 60_000,
    refetchInterval: refreshMs,
  });
}

export function setStatusGroups(key: string, tag: string, body: StatusGroups) {
  const params = { header: standingOn(key, tag) };
  return write(client.PUT('/api/v1/settings/status-groups', { params, body }));
}

export function useGroupCounts() {
  return useQuery({
    queryKey: ['group-counts'],
    queryFn: () => read(client.GET('/api/v1/stats/groups')),
    refetchInterval: 15_000,
  });
}
