import { describe, expect, it } from 'vitest';
import {
  kindOf,
  senseOf,
  sensesFor,
  withWord,
  wordChanges,
  wordRows,
  type StatusMap,
} from './status_words';

const map: StatusMap = {
  channel: 'shopify',
  shop: 'outdoor',
  words: {},
  inherited: { 'order/fulfilled': 'label_printed', 'order/gifted': 'paid' },
  known: [
    { word: 'order/paid', kind: 'order', means: 'paid', label: false },
    { word: 'order/fulfilled', kind: 'order', means: 'picked_up', label: false },
    { word: 'parcel/label_printed', kind: 'parcel', means: 'label_printed', label: true },
  ],
};

describe('the table of a status map', () => {
  it('begins with words that the adapter does not know', () => {
    const rows = wordRows(map, { 'parcel/beamed': 'lost' }, ['order/odd', 'order/paid', 'strange']);
    expect(rows.map((row) => row.word)).toEqual([
      'order/odd',
      'order/gifted',
      'parcel/beamed',
      'order/paid',
      'order/fulfilled',
      'parcel/label_printed',
    ]);
  });

  it('says what a word means: by the shop, by its channel, by the adapter, or by nobody', () => {
    const meant = (word: string, draft = {}) => {
      const row = wordRows(map, draft, ['order/odd']).find((found) => found.word === word);
      return row && senseOf(row);
    };
    expect(meant('order/fulfilled', { 'order/fulfilled': 'in_transit' })).toBe('in_transit');
    expect(meant('order/fulfilled')).toBe('label_printed');
    expect(meant('order/paid')).toBe('paid');
    expect(meant('order/odd')).toBeNull();
  });

  it('offers no shipment for a printed label', () => {
    expect(sensesFor({ kind: 'parcel', label: true })).toEqual(['label_printed', 'ignored']);
    expect(sensesFor({ kind: 'order', label: true })).not.toContain('in_transit');
    expect(sensesFor({ kind: 'order', label: false })).toContain('in_transit');
  });

  it('knows the kind of a word', () => {
    expect(kindOf('refund/a/b')).toBe('refund');
    expect(kindOf('trade/PAID')).toBeUndefined();
    expect(kindOf('order/')).toBeUndefined();
    expect(kindOf('order')).toBeUndefined();
  });
});

describe('two maps', () => {
  it('differ by what was added, changed and taken away', () => {
    const before = { 'order/a': 'paid', 'order/b': 'closed', 'order/c': 'paid' };
    const after = withWord(
      withWord(withWord(before, 'order/a', null), 'order/b', 'paid'),
      'z',
      'x',
    );
    expect(wordChanges(before, after)).toEqual([
      { word: 'order/a', before: 'paid', after: null },
      { word: 'order/b', before: 'closed', after: 'paid' },
      { word: 'z', before: null, after: 'x' },
    ]);
    expect(wordChanges(after, after)).toEqual([]);
  });
});
