import { expect, it } from 'vitest';
import { newShop, shopPatch } from './shop_values';

const values = {
  name: 'A',
  code: 'a',
  secret: '',
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  country: 'CN',
  callback_url: '',
};

it('an edit sends only what was changed and keeps the secret', () => {
  expect(shopPatch(values, { ...values })).toEqual({});
  expect(shopPatch({ ...values, callback_url: 'https://a' }, { ...values, name: 'B' })).toEqual({
    name: 'B',
    callback_url: null,
  });
  expect(shopPatch(values, { ...values, secret: ' whsec_x ' })).toEqual({
    credentials: { secret: 'whsec_x' },
  });
});

it('a new shop carries its secret as a credential', () => {
  const made = newShop({ ...values, secret: 'whsec_x' });
  expect(made.credentials).toEqual({ secret: 'whsec_x' });
  expect(made).not.toHaveProperty('callback_url');
});
