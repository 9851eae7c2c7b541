// What people do to an item, and what can be said of it before it is sent.
import type { StockItem } from '../api/types';
import { unitsMax } from './stock_terms';

export const stockActs = [
  'adjust',
  'receive',
  'freeze',
  'unfreeze',
  'earmark',
  'give_back',
] as const;
export type StockAct = (typeof stockActs)[number];

type Numbers = Pick<StockItem, 'pool' | 'sellable' | 'frozen'>;

/** What would not be refused at once: receipts are of what is set aside for nobody, and so is what a pool is given;
 * what is given back is a pool's. */
export function actsOn(item: Numbers): StockAct[] {
  const may: Record<StockAct, boolean> = {
    adjust: item.pool === null || item.sellable > 0,
    receive: item.pool === null,
    freeze: item.sellable > 0,
    unfreeze: item.frozen > 0,
    earmark: item.pool === null && item.sellable > 0,
    give_back: item.pool !== null && item.sellable > 0,
  };
  return stockActs.filter((act) => may[act]);
}

/** The least and the most units of an act. More can be taken away than there is by nothing. */
export function rangeOf(act: StockAct, item: Numbers): readonly [number, number] {
  if (act === 'receive') return [1, unitsMax];
  // What a pool has is given to it; it is corrected downwards only.
  if (act === 'adjust') return [-item.sellable, item.pool === null ? unitsMax : -1];
  return [1, act === 'unfreeze' ? item.frozen : item.sellable];
}

const signs: Record<StockAct, 1 | -1> = {
  adjust: 1,
  receive: 1,
  freeze: -1,
  unfreeze: 1,
  earmark: -1,
  give_back: -1,
};

/** What can be sold after it. */
export function sellableAfter(act: StockAct, item: Numbers, units: number): number {
  return item.sellable + signs[act] * units;
}

/** Corrections and what is taken out of sale are asked about later. */
export function needsReason(act: StockAct): boolean {
  return act === 'adjust' || act === 'freeze' || act === 'unfreeze';
}
