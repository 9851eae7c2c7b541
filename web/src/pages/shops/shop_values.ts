// From the form of a shop to what is sent: only what was typed.
import type { NewShop, Shop, ShopPatch } from '../../api/types';

/** Empty: stays as it is; null: is removed. */
export type CredentialValue = string | string[] | null | undefined;

type Figure = 'pull_look_back_days' | 'probe_hours' | 'quota_per_minute' | 'silence_minutes';
/** The least and the most that the hub takes, and what holds where nothing is said. */
export const figures: Record<Figure, { min: number; max: number; usual?: number }> = {
  pull_look_back_days: { min: 0, max: 90, usual: 7 },
  probe_hours: { min: 0, max: 168, usual: 1 },
  quota_per_minute: { min: 1, max: 100_000 },
  silence_minutes: { min: 0, max: 10_080 },
};
const figureNames = Object.keys(figures) as Figure[];

type Moment = { toISOString: () => string };

export type ShopValues = {
  channel: string;
  code: string;
  name: string;
  zone: string;
  currency: string;
  country: string;
  callback_url: string;
  credentials_expire_at: Moment | null;
  credentials: Record<string, CredentialValue>;
} & Record<Figure, number | null>;

const watched = { credentials_expire_at: null, credentials: {} };
const unset: Record<Figure, null> = {
  pull_look_back_days: null,
  probe_hours: null,
  quota_per_minute: null,
  silence_minutes: null,
};

export function emptyShop(channel: string, zone: string): ShopValues {
  const place = { zone, currency: 'CNY', country: 'CN' };
  return { channel, code: '', name: '', ...place, callback_url: '', ...watched, ...unset };
}

export function valuesOf(shop: Shop, moment: (iso: string) => Moment): ShopValues {
  const { channel, code, name, zone, currency, country } = shop;
  const { pull_look_back_days, probe_hours, quota_per_minute, silence_minutes } = shop;
  const ends = shop.credentials_expire_at;
  return {
    ...{ channel, code, name, zone, currency, country },
    ...{ pull_look_back_days, probe_hours, quota_per_minute, silence_minutes },
    callback_url: shop.callback_url ?? '',
    credentials_expire_at: ends ? moment(ends) : null,
    credentials: {},
  };
}

/** Credentials that were typed, and those that are to go. */
export function typedCredentials(
  typed: ShopValues['credentials'],
): Record<string, string | string[] | null> {
  const sent: Record<string, string | string[] | null> = {};
  for (const [name, value] of Object.entries(typed)) {
    if (value === null) sent[name] = null;
    else if (Array.isArray(value)) {
      const texts = value.map((text) => text.trim()).filter(Boolean);
      if (texts.length) sent[name] = texts;
    } else if (value?.trim()) sent[name] = value.trim();
  }
  return sent;
}

export function newShop(values: ShopValues): NewShop {
  const { channel, code, name, zone, currency, country } = values;
  const ends = values.credentials_expire_at?.toISOString();
  const shop: NewShop = {
    ...{ channel, code, name, zone, currency, country },
    ...(values.callback_url ? { callback_url: values.callback_url } : {}),
    ...(ends ? { credentials_expire_at: ends } : {}),
    credentials: typedCredentials(values.credentials),
  };
  for (const figure of figureNames) {
    const value = values[figure];
    if (value !== null) shop[figure] = value;
  }
  return shop;
}

/** Only what was changed; what was emptied goes back to what is usual. */
export function shopPatch(before: ShopValues, after: ShopValues): ShopPatch {
  const patch: ShopPatch = {};
  for (const key of ['name', 'zone', 'currency', 'country'] as const) {
    if (after[key] !== before[key]) patch[key] = after[key];
  }
  if (after.callback_url !== before.callback_url) patch.callback_url = after.callback_url || null;
  for (const figure of figureNames) {
    if (after[figure] !== before[figure]) patch[figure] = after[figure];
  }
  const ends = after.credentials_expire_at?.toISOString() ?? null;
  if (ends !== (before.credentials_expire_at?.toISOString() ?? null))
    patch.credentials_expire_at = ends;
  const credentials = typedCredentials(after.credentials);
  if (Object.keys(credentials).length) patch.credentials = credentials;
  return patch;
}

const fields = [
  ...['channel', 'code', 'name', 'zone', 'currency', 'country', 'callback_url'],
  ...['credentials_expire_at', ...figureNames],
];

/** The field at which a fault is shown; none: the form does not show that part. */
export function fieldAt(pointer: string, credentials: readonly string[]): string[] | undefined {
  const [first = '', second = ''] = pointer.slice(1).split('/');
  if (first === 'credentials') return credentials.includes(second) ? [first, second] : undefined;
  return fields.includes(first) ? [first] : undefined;
}
