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
  | 'status_groups'
  | 'stock'
  | 'sku'
  | 'warehouse'
  | 'pool'
  | 'alert_rule';

/** A document, with its name where there are several of its kind. */
export type DocumentOf = { kind: DocumentKind; name?: string };
const named = (of: DocumentOf) => (of.name === undefined ? {} : { name: of.name });

export function useVersions(of: DocumentOf, cursor: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['versions', of, cursor],
    queryFn: () => {
      const query = { limit: 20, ...named(of), ...(cursor ? { cursor } : {}) };
      const params = { path: { kind: of.kind }, query };
      return read(client.GET('/api/v1/settings/{kind}/versions', { params }));
    },
    refetchInterval: refreshMs,
    enabled,
  });
}

/** What a version held never changes. */
export function useVersion(of: DocumentOf, version: number | undefined) {
  return useQuery({
    queryKey: ['version', of, version],
    queryFn: () => {
      const params = { path: { kind: of.kind, version: version ?? 0 }, query: named(of) };
      return read(client.GET('/api/v1/settings/{kind}/versions/{version}', { params }));
    },
    enabled: version !== undefined,
    staleTime: Infinity,
  });
}

export function rollBack(key: string, of: DocumentOf, tag: string, version: number) {
  const header = { 'Idempotency-Key': key, 'If-Match': tag };
  const params = { path: { kind: of.kind }, query: named(of), header };
  return write(client.POST('/api/v1/settings/{kind}/rollback', { params, body: { version } }));
}
