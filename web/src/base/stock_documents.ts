// Purchase orders, transfers and stocktakes: what is typed, what is still to do, and how one counts.
import type {
  NewStockDocument,
  StockDocument,
  StockDocumentKind,
  StockDocumentLine,
  StockDocumentState,
} from '../api/types';
import { filterSet } from './filters';
import { cleanSku } from './skus';

export const documentKinds = [
  'purchase',
  'transfer',
  'stocktake',
] as const satisfies readonly StockDocumentKind[];
export const documentStates = [
  'draft',
  'open',
  'partly',
  'done',
  'cancelled',
] as const satisfies readonly StockDocumentState[];

export const documentFilters = filterSet({ kind: documentKinds, state: documentStates });
export type DocumentFilters = ReturnType<typeof documentFilters.read>;

type Day = { format: (pattern: string) => string };
export type DocumentValues = {
  kind: StockDocumentKind;
  warehouse: string;
  from?: string;
  supplier?: string;
  arrives_on?: Day | null;
  note?: string;
  lines: { sku?: string; quantity?: number | null }[];
};

/** What was typed for one kind is nothing to another. */
export function newDocument(values: DocumentValues): NewStockDocument {
  const { kind, warehouse, from, supplier, arrives_on, note, lines } = values;
  const text = (name: string, value: string | undefined) =>
    value?.trim() ? { [name]: value.trim() } : {};
  const wanted = lines.map(({ sku = '', quantity }) => ({
    sku: cleanSku(sku),
    ...(kind !== 'stocktake' && quantity ? { quantity } : {}),
  }));
  return {
    kind,
    warehouse: warehouse.trim(),
    ...(kind === 'transfer' ? text('from', from) : {}),
    ...(kind === 'purchase' ? text('supplier', supplier) : {}),
    ...(kind === 'purchase' && arrives_on ? { arrives_on: arrives_on.format('YYYY-MM-DD') } : {}),
    ...text('note', note),
    lines: wanted,
  };
}

/** Lines that are pasted: a SKU and perhaps a number on each, apart by blanks, commas or tabs, as they come out of a
 * sheet. */
export function pastedLines(text: string): { sku: string; quantity: number | null }[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/[\s,，;；]+/))
    .filter(([sku]) => sku)
    .map(([sku = '', quantity = '']) => ({
      sku: cleanSku(sku),
      quantity: /^\d+$/.test(quantity) ? Number(quantity) : null,
    }));
}

/** Where something can still be received or counted. */
export function isUnderWay({ state }: Pick<StockDocument, 'state'>): boolean {
  return state === 'open' || state === 'partly';
}

/** What of a line has not come. */
export function awaited({ quantity, done, lost }: StockDocumentLine): number {
  return Math.max(0, quantity - done - lost);
}

const notCounted = -1;
export function isCounted({ done }: Pick<StockDocumentLine, 'done'>): boolean {
  return done !== notCounted;
}

/** The line that is counted after this one: the next that was not counted, round the end; nothing when all are. */
export function nextToCount(
  lines: readonly StockDocumentLine[],
  after: string | undefined,
): StockDocumentLine | undefined {
  const at = lines.findIndex(({ sku }) => sku === after);
  const round = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
  return round.find((line) => !isCounted(line) && line.sku !== after);
}

/** Whose code it is that was scanned or typed. */
export function lineOf(
  lines: readonly StockDocumentLine[],
  code: string,
): StockDocumentLine | undefined {
  const sku = cleanSku(code);
  return lines.find((line) => line.sku === sku);
}
