// What can be done about a shortage: cover it from where it is owed, bring units there, wait, buy, or give up.
import type { StockItem, StockShortage } from '../api/types';

type Owed = Pick<StockShortage, 'item_id' | 'warehouse' | 'pool' | 'missing' | 'sellable'>;

export type Advice =
  | { kind: 'cover'; units: number } // what is there now
  | { kind: 'transfer'; units: number; warehouse: string } // from another warehouse
  | { kind: 'give_back'; units: number; pool: string } // of a pool in the same warehouse
  | { kind: 'wait'; units: number } // for what is on its way
  | { kind: 'buy'; units: number }; // and what is still missing after all of it

/** What helps soonest stands first. `others`: all items of the SKU, where they are known. Each gives what it has and
 * no more; buying is for the rest. */
export function adviceOn(owed: Owed, others: readonly StockItem[] = []): Advice[] {
  const advice: Advice[] = [];
  let left = owed.missing;
  const give = (units: number, make: (units: number) => Advice) => {
    const given = Math.min(left, units);
    if (given <= 0) return;
    advice.push(make(given));
    left -= given;
  };
  give(owed.sellable, (units) => ({ kind: 'cover', units }));
  const away = others.filter(({ id }) => id !== owed.item_id);
  const bySellable = [...away].sort((a, b) => b.sellable - a.sellable);
  for (const { pool, warehouse, sellable } of bySellable) {
    if (pool !== null && warehouse === owed.warehouse && owed.pool === null)
      give(sellable, (units) => ({ kind: 'give_back', units, pool }));
  }
  for (const { pool, warehouse, sellable } of bySellable) {
    if (pool === null && warehouse !== owed.warehouse)
      give(sellable, (units) => ({ kind: 'transfer', units, warehouse }));
  }
  const coming = others.find(({ id }) => id === owed.item_id)?.incoming ?? 0;
  give(coming, (units) => ({ kind: 'wait', units }));
  give(left, (units) => ({ kind: 'buy', units }));
  return advice;
}
