// Earlier versions of documents of configuration.
import { useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';

export type DocumentKind =
  | 'lifecycles'
  | 'retention'
  | 'delivery'
  | 'limits'
  | 'overload'
  | 'patrol'
  | 'address'
  | 'status_groups';

export function useVersions(kind: DocumentKind, cursor: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['versions', kind, cursor],
    queryFn: () => {
      const query = { limit: 20, ...(cursor ? { cursor } : {}) };
      const params = { path: { kind }, query };
      return read(client.GET('/api/v1/settings/{kind}/versions', { params }));
    },
    refetchInterval: refreshMs,
    enabled,
  });
}

/** What a version held never changes. */
export function useVersion(kind: DocumentKind, version: number | undefined) {
  return useQuery({
    queryKey: ['version', kind, version],
    queryFn: () => {
      const params = { path: { kind, version: version ?? 0 } };
      return read(client.GET('/api/v1/settings/{kind}/versions/{version}', { params }));
    },
    enabled: version !== undefined,
    staleTime: Infinity,
  });
}

export function rollBack(key: string, kind: DocumentKind, tag: string, version: number) {
  const header = { 'Idempotency-Key': key, 'If-Match': tag };
  const params = { path: { kind }, header };
  return write(client.POST('/api/v1/settings/{kind}/rollback', { params, body: { version } }));
}
