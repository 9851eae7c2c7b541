import { expect, it } from 'vitest';
import { bucketOf, documentOf, effectOn, signed, stepsOf } from './stock_figures';
import { ledgerFilters, nobody, stockAddress, stockFilters, stockQuery } from './stock_filters';

const share = (kind: 'receive' | 'lock' | 'void', brought: number, taken: number) => ({
  ...{ kind, brought, taken },
  times: 1,
});

it('the steps of a figure end at the figure', () => {
  const shares = [share('void', 3, 0), share('lock', 0, 56), share('receive', 100, 0)];
  const steps = stepsOf({ bucket: 'available', units: 47, shares });
  expect(steps.map(({ kind, net, sum }) => [kind, net, sum])).toEqual([
    ['receive', 100, 100],
    ['lock', -56, 44],
    ['void', 3, 47],
  ]);
  expect(stepsOf(undefined)).toEqual([]);
});

it('a pool sells what is set aside for it', () => {
  expect(bucketOf('sellable', { pool: null })).toBe('available');
  expect(bucketOf('sellable', { pool: 'live' })).toBe('earmarked');
  expect(bucketOf('frozen', { pool: 'live' })).toBe('frozen');
});

it('a movement is an effect on the buckets that it touches', () => {
  const moved = { from: 'available', to: 'locked', quantity: 2, from_left: 45, to_left: 5 };
  expect(effectOn(moved, 'available')).toEqual({ by: -2, left: 45 });
  expect(effectOn(moved, 'locked')).toEqual({ by: 2, left: 5 });
  expect(effectOn(moved, 'frozen')).toBeUndefined();
});

it('numbers that change have a sign', () => {
  expect([12, -3, 0].map((units) => signed(units, 'en'))).toEqual(['+12', '−3', '0']);
});

it('a document is told from what is none', () => {
  expect(documentOf('purchase/PO-7')).toEqual({ kind: 'purchase', id: 'PO-7' });
  expect(documentOf(null)).toBeUndefined();
  expect(documentOf('free words')).toBeUndefined();
});

it('filters of stock stand in the address, nobody as well', () => {
  const address = 'state=low&warehouse=main&pool=.&q=tea';
  const filters = stockFilters.read(new URLSearchParams(address));
  expect(stockAddress(filters)).toBe(`/stock?${address}`);
  expect(filters.pool).toBe(nobody);
  expect(stockQuery(filters, 50)).toEqual({
    ...{ state: 'low', warehouse: 'main', pool: '', q: 'tea' },
    limit: 50,
  });
  expect(stockQuery({ pool: 'live' }, 50)).toEqual({ pool: 'live', limit: 50 });
  expect(ledgerFilters.read(new URLSearchParams('kind=lost'))).toEqual({});
});
