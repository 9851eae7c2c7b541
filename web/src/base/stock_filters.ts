// What the list of stock and the ledger of an item are narrowed by.
import type { MovementKind, StockState } from '../api/types';
import { filterSet } from './filters';

export const stockStates = [
  'low',
  'short',
  'negative_sellable',
] as const satisfies readonly StockState[];
export const stockWords = ['q', 'sku'] as const;

export const stockFilters = filterSet({
  state: stockStates,
  warehouse: 'text',
  pool: 'text',
  q: 'text',
  sku: 'text',
});
export type StockFilters = ReturnType<typeof stockFilters.read>;

/** In the address, what is set aside for nobody: no pool is called so. */
export const nobody = '.';

/** What the interface is asked: there, nobody's stock has a pool without a name. */
export function stockQuery(filters: StockFilters, limit: number) {
  const { pool, ...rest } = filters;
  return { ...rest, limit, ...(pool ? { pool: pool === nobody ? '' : pool } : {}) };
}

/** Where the list stands that is narrowed so. */
export function stockAddress(filters: StockFilters): string {
  return `/stock?${stockFilters.write(filters).toString()}`;
}

// In the order in which a unit lives through them.
export const movementKinds = [
  'expect',
  'cancel_expected',
  'placeholder',
  'keep_promise',
  'arrive',
  'receive',
  'adjust',
  'stocktake',
  'lock',
  'post',
  'occupy',
  'void',
  'expire',
  'consume',
  'restock',
  'freeze',
  'unfreeze',
  'earmark',
  'give_back',
  'transfer_out',
  'transfer_sent',
  'transfer_in',
  'transfer_loss',
] as const satisfies readonly MovementKind[];

export const ledgerFilters = filterSet({ kind: movementKinds });
export type LedgerFilters = ReturnType<typeof ledgerFilters.read>;
