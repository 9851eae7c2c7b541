import { expect, it } from 'vitest';
import type { Shop } from '../../api/types';
import { emptyShop, fieldAt, newShop, shopPatch, typedCredentials, valuesOf } from './shop_values';

const moment = (iso: string) => ({ toISOString: () => iso });
const values = { ...emptyShop('taobao', 'Asia/Shanghai'), name: 'A', code: 'a' };

it('an edit sends only what was changed, and what is emptied as null', () => {
  expect(shopPatch(values, { ...values })).toEqual({});
  const before = { ...values, callback_url: 'https://a', quota_per_minute: 60, probe_hours: 1 };
  const after = { ...before, name: 'B', callback_url: '', quota_per_minute: null, probe_hours: 0 };
  expect(shopPatch(before, after)).toEqual({
    name: 'B',
    callback_url: null,
    quota_per_minute: null,
    probe_hours: 0,
  });
});

it('the end of an authorisation is sent when it moves, and null when it is taken away', () => {
  const before = { ...values, credentials_expire_at: moment('2026-12-01T00:00:00.000Z') };
  const same = { ...before, credentials_expire_at: moment('2026-12-01T00:00:00.000Z') };
  expect(shopPatch(before, same)).toEqual({});
  expect(shopPatch(before, { ...before, credentials_expire_at: null })).toEqual({
    credentials_expire_at: null,
  });
});

it('a credential that was not typed stays, a typed one is sent, a removed one is null', () => {
  const credentials = { app_key: '', app_secret: ' s ', session: undefined, gateway: null };
  expect(shopPatch(values, { ...values, credentials })).toEqual({
    credentials: { app_secret: 's', gateway: null },
  });
  expect(typedCredentials({ secrets: [' a ', '', 'b'], others: ['', ' '] })).toEqual({
    secrets: ['a', 'b'],
  });
});

it('a new shop of any channel carries what was typed and nothing else', () => {
  const made = newShop({ ...values, silence_minutes: 47, credentials: { app_key: '12' } });
  expect(made).toEqual({
    channel: 'taobao',
    code: 'a',
    name: 'A',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    country: 'CN',
    silence_minutes: 47,
    credentials: { app_key: '12' },
  });
});

it('a shop that is read and saved as it is changes nothing', () => {
  const shop = {
    ...{ channel: 'taobao', code: 'a', name: 'A', zone: 'Asia/Shanghai', currency: 'CNY' },
    ...{ country: 'CN', callback_url: null, pull_look_back_days: 7, probe_hours: 1 },
    ...{ quota_per_minute: null, silence_minutes: null },
    credentials_expire_at: '2026-12-01T00:00:00.000Z',
  } as Shop;
  expect(shopPatch(valuesOf(shop, moment), valuesOf(shop, moment))).toEqual({});
});

it('a fault is shown at its field, and one of what is not shown has none', () => {
  const known = ['app_key', 'secrets'];
  expect(fieldAt('/credentials/app_key', known)).toEqual(['credentials', 'app_key']);
  expect(fieldAt('/credentials/secrets/1', known)).toEqual(['credentials', 'secrets']);
  expect(fieldAt('/zone', known)).toEqual(['zone']);
  expect(fieldAt('/credentials', known)).toBeUndefined();
  expect(fieldAt('/credentials/unheard', known)).toBeUndefined();
  expect(fieldAt('/paused', known)).toBeUndefined();
});
