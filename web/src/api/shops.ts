// Shops: channel accounts, what they send, and how complete it is.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import type { CredentialsTest, NewShop, Shop, ShopPatch } from './types';

const shopsQuery = {
  queryKey: ['shops'],
  queryFn: () => read(client.GET('/api/v1/shops')),
  staleTime: 10_000,
};

export function useShops() {
  return useQuery(shopsQuery);
}

/** How far each has been pulled moves on without an event: whoever looks at it reads it anew. */
export function useShopsHealth() {
  return useQuery({ ...shopsQuery, refetchInterval: refreshMs / 2 });
}

const once = (key: string) => ({ header: { 'Idempotency-Key': key } });

export function createShop(key: string, shop: NewShop) {
  return write(client.POST('/api/v1/shops', { params: once(key), body: shop }));
}

export function editShop(key: string, { code, version }: Shop, patch: ShopPatch) {
  const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` };
  const params = { path: { code }, header };
  return write(client.PATCH('/api/v1/shops/{code}', { params, body: patch }));
}

export function probeShop(key: string, code: string, hours: number) {
  const params = { path: { code }, ...once(key) };
  return write(client.POST('/api/v1/shops/{code}/probe', { params, body: { hours } }));
}

/** Takes ten seconds at most, and changes nothing. `address`: where the hub is reached, where it is not set. */
export function testShop(code: string, address: string | undefined) {
  const body = address ? { address } : {};
  return read(client.POST('/api/v1/shops/{code}/self-test', { params: { path: { code } }, body }));
}

/** The same before they are saved; members of a shop that is there are kept where none is typed. */
export function testCredentials(channel: string, body: CredentialsTest) {
  const params = { path: { channel } };
  return read(client.POST('/api/v1/channels/{channel}/self-test', { params, body }));
}

const watchMs = 400;

/** `channel`: of what is typed for a shop, and not of the shop as it stands. */
export type TestOf = { shop: string; channel?: string };

function readRun({ shop, channel }: TestOf) {
  if (channel === undefined) {
    const params = { path: { code: shop } };
    return read(client.GET('/api/v1/shops/{code}/self-test', { params }));
  }
  const params = { path: { channel }, query: { shop } };
  return read(client.GET('/api/v1/channels/{channel}/self-test', { params }));
}

/** How far a test has come, while its answer is waited for. */
export function useTestRun(of: TestOf, waiting: boolean) {
  return useQuery({
    queryKey: ['self_test', of],
    queryFn: () => readRun(of),
    enabled: waiting,
    refetchInterval: watchMs,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** What the hub speaks changes with the hub alone. */
export function useChannels() {
  return useQuery({
    queryKey: ['channels'],
    queryFn: () => read(client.GET('/api/v1/channels')),
    staleTime: Infinity,
  });
}

export function useContract(channel: string) {
  return useQuery({
    queryKey: ['contract', channel],
    queryFn: () =>
      read(client.GET('/api/v1/channels/{channel}/contract', { params: { path: { channel } } })),
    staleTime: Infinity,
  });
}

export function useWindows(code: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['windows', code, cursor],
    queryFn: () => {
      const query = { limit: 20, ...(cursor ? { cursor } : {}) };
      const params = { path: { code }, query };
      return read(client.GET('/api/v1/shops/{code}/windows', { params }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useRefused(code: string, enabled: boolean) {
  return useQuery({
    queryKey: ['refused', code],
    queryFn: () => {
      const params = { path: { code }, query: { limit: 200 } };
      return read(client.GET('/api/v1/shops/{code}/refused', { params }));
    },
    enabled,
    refetchInterval: refreshMs,
  });
}
