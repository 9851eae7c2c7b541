// From the form of a shop to what is sent.
import type { NewShop, ShopPatch } from '../../api/types';

export type ShopValues = {
  name: string;
  code: string;
  secret: string;
  zone: string;
  currency: string;
  country: string;
  callback_url: string;
};

export function newShop({ secret, callback_url, ...rest }: ShopValues): NewShop {
  const callback = callback_url ? { callback_url } : {};
  return { ...rest, ...callback, channel: 'standard', credentials: { secret: secret.trim() } };
}

/** Only what was changed; an empty secret keeps the present one. */
export function shopPatch(before: ShopValues, after: ShopValues): ShopPatch {
  const patch: ShopPatch = {};
  for (const key of ['name', 'zone', 'currency', 'country'] as const) {
    if (after[key] !== before[key]) patch[key] = after[key];
  }
  if (after.callback_url !== before.callback_url) patch.callback_url = after.callback_url || null;
  if (after.secret.trim()) patch.credentials = { secret: after.secret.trim() };
  return patch;
}
