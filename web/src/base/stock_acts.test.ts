import { expect, it } from 'vitest';
import { actsOn, needsReason, rangeOf, sellableAfter, stockActs } from './stock_acts';

const nobodys = { pool: null, sellable: 47, frozen: 0 };
const pools = { pool: 'live', sellable: 5, frozen: 2 };

it('what would be refused at once is not offered', () => {
  expect(actsOn(nobodys)).toEqual(['adjust', 'receive', 'freeze', 'earmark']);
  expect(actsOn(pools)).toEqual(['adjust', 'freeze', 'unfreeze', 'give_back']);
  expect(actsOn({ pool: null, sellable: 0, frozen: 0 })).toEqual(['adjust', 'receive']);
  expect(actsOn({ pool: 'live', sellable: 0, frozen: 0 })).toEqual([]);
});

it('no more is taken than there is', () => {
  expect(rangeOf('adjust', nobodys)[0]).toBe(-47);
  expect(rangeOf('adjust', pools)).toEqual([-5, -1]);
  expect(rangeOf('freeze', nobodys)).toEqual([1, 47]);
  expect(rangeOf('unfreeze', pools)).toEqual([1, 2]);
  expect(rangeOf('earmark', nobodys)).toEqual([1, 47]);
});

it('what can be sold afterwards is known before', () => {
  const after = stockActs.map((act) => [act, sellableAfter(act, nobodys, 3)]);
  expect(Object.fromEntries(after)).toEqual({
    ...{ adjust: 50, receive: 50, freeze: 44, unfreeze: 50, earmark: 44, give_back: 44 },
  });
  expect(sellableAfter('adjust', nobodys, -47)).toBe(0);
});

it('corrections and freezes have a reason', () => {
  expect(stockActs.filter(needsReason)).toEqual(['adjust', 'freeze', 'unfreeze']);
});
