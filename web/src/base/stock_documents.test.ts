import { expect, it } from 'vitest';
import type { StockDocumentLine } from '../api/types';
import {
  awaited,
  lineOf,
  newDocument,
  nextToCount,
  pastedLines,
  type DocumentValues,
} from './stock_documents';

const line = (sku: string, part: Partial<StockDocumentLine> = {}): StockDocumentLine => ({
  ...{ sku, name: '', quantity: 10, done: 0, lost: 0, on_hand: 0, difference: null },
  ...part,
});

it('a document says what its kind has, and nothing that was typed for another', () => {
  const values: DocumentValues = {
    kind: 'purchase',
    warehouse: ' main ',
    from: 'north',
    supplier: '安吉茶厂',
    arrives_on: { format: () => '2026-12-20' },
    note: ' ',
    lines: [{ sku: 'tea-1', quantity: 5 }],
  };
  expect(newDocument(values)).toEqual({
    ...{ kind: 'purchase', warehouse: 'main', supplier: '安吉茶厂', arrives_on: '2026-12-20' },
    lines: [{ sku: 'TEA-1', quantity: 5 }],
  });
  expect(newDocument({ ...values, kind: 'transfer' })).toEqual({
    ...{ kind: 'transfer', warehouse: 'main', from: 'north' },
    lines: [{ sku: 'TEA-1', quantity: 5 }],
  });
  expect(newDocument({ ...values, kind: 'stocktake' }).lines).toEqual([{ sku: 'TEA-1' }]);
});

it('lines are pasted out of a sheet', () => {
  expect(pastedLines('tea-1\t5\nTEA-2，7\r\n\n tea-3 \ntea-4 x')).toEqual([
    { sku: 'TEA-1', quantity: 5 },
    { sku: 'TEA-2', quantity: 7 },
    { sku: 'TEA-3', quantity: null },
    { sku: 'TEA-4', quantity: null },
  ]);
});

it('what was received or lost is not waited for', () => {
  expect(awaited(line('A', { done: 4, lost: 1 }))).toBe(5);
  expect(awaited(line('A', { done: 12 }))).toBe(0);
});

it('counting goes on to the next that was not counted, round the end', () => {
  const lines = [line('A', { done: -1 }), line('B', { done: 3 }), line('C', { done: -1 })];
  expect(nextToCount(lines, undefined)?.sku).toBe('A');
  expect(nextToCount(lines, 'A')?.sku).toBe('C');
  expect(nextToCount(lines, 'C')?.sku).toBe('A');
  const last = lines.map((one) => (one.sku === 'C' ? { ...one, done: 0 } : one));
  expect(nextToCount(last, 'A')).toBeUndefined();
});

it('a code that is typed is found as the hub writes it', () => {
  expect(lineOf([line('TEA-1')], ' tea-1 ')?.sku).toBe('TEA-1');
  expect(lineOf([line('TEA-1')], 'tea-2')).toBeUndefined();
});
