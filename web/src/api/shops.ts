// Shops: channel accounts.
import { useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import type { NewShop, Shop, ShopPatch } from './types';

export function useShops() {
  return useQuery({
    queryKey: ['shops'],
    queryFn: () => read(client.GET('/api/v1/shops')),
    staleTime: 10_000,
  });
}

export function createShop(key: string, shop: NewShop) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/shops', { params, body: shop }));
}

export function editShop(key: string, shop: Shop, patch: ShopPatch) {
  const header = { 'Idempotency-Key': key, 'If-Match': `"${shop.version}"` };
  return write(
    client.PATCH('/api/v1/shops/{code}', {
      params: { path: { code: shop.code }, header },
      body: patch,
    }),
  );
}
