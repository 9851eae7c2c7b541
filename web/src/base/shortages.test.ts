import { expect, it } from 'vitest';
import type { StockItem } from '../api/types';
import { adviceOn } from './shortages';

const owed = { item_id: '1', warehouse: 'main', pool: null, missing: 10, sellable: 0 };
const item = (id: string, part: Partial<StockItem>) =>
  ({ id, warehouse: 'main', pool: null, sellable: 0, incoming: 0, ...part }) as StockItem;

it('what is there covers, and nothing else is advised', () => {
  const others = [item('2', { warehouse: 'north', sellable: 50 })];
  expect(adviceOn({ ...owed, sellable: 12 }, others)).toEqual([{ kind: 'cover', units: 10 }]);
});

it('each place gives what it has, the soonest first, and the rest is bought', () => {
  const others = [
    item('1', { incoming: 2 }),
    item('2', { warehouse: 'north', sellable: 3 }),
    item('3', { pool: 'live', sellable: 1 }),
    item('4', { warehouse: 'north', pool: 'live', sellable: 9 }),
  ];
  expect(adviceOn({ ...owed, sellable: 2 }, others)).toEqual([
    { kind: 'cover', units: 2 },
    { kind: 'give_back', units: 1, pool: 'live' },
    { kind: 'transfer', units: 3, warehouse: 'north' },
    { kind: 'wait', units: 2 },
    { kind: 'buy', units: 2 },
  ]);
});

it('where nothing is anywhere, all of it is bought', () => {
  expect(adviceOn(owed)).toEqual([{ kind: 'buy', units: 10 }]);
});
