import { describe, expect, it } from 'vitest';
import {
  cleanSku,
  componentFault,
  fieldOfSku,
  skuDocument,
  skuValues,
  type SkuDocument,
} from './skus';

const day = (text: string) => ({ format: () => text });
const through = (document: SkuDocument) => skuDocument(skuValues('A-1', document, day));
const plain = { name: '龙井 100g', barcode: '6901234567892', unit: '盒', components: [] };

describe('a SKU', () => {
  it('comes back as it was, and with nothing that was not said', () => {
    for (const document of [
      plain,
      { ...plain, alert_below: 0, lock_minutes: 30 },
      {
        ...plain,
        presale: { arrives_on: '2026-12-20', mode: 'placeholder', ceiling: 200 } as const,
      },
      { ...plain, presale: { arrives_on: '2026-12-20', mode: 'deduct' } as const },
      { ...plain, components: [{ sku: 'B-1', units: 2, gift: true }] },
    ]) {
      expect(through(document)).toEqual(document);
    }
  });

  it('on presale that deducts has no ceiling', () => {
    const presale = { arrives_on: '2026-12-20', mode: 'deduct', ceiling: 5 } as const;
    expect(through({ ...plain, presale }).presale).toEqual({
      arrives_on: '2026-12-20',
      mode: 'deduct',
    });
  });

  it('that became a bundle is neither on presale nor warned of', () => {
    const values = skuValues('A-1', { ...plain, alert_below: 3 }, day);
    const document = skuDocument({
      ...values,
      kind: 'bundle',
      components: [{ sku: ' b-1 ' }],
      on_presale: true,
    });
    expect(document).toEqual({ ...plain, components: [{ sku: 'B-1', units: 1, gift: false }] });
  });

  it('is written as the hub keeps it', () => {
    expect(cleanSku(' ｔｅａ－１００ ')).toBe('TEA-100');
  });
});

it('a bundle is not made of itself, of nothing, or of one twice', () => {
  const made = [{ sku: 'b-1' }, { sku: 'A-1' }, { sku: 'B-1' }, {}];
  const faults = made.map((_, at) => componentFault(made, at, 'a-1'));
  expect(faults).toEqual([undefined, 'itself', 'twice', 'empty']);
});

it('what the hub points at is found in the form', () => {
  expect(fieldOfSku('/presale/arrives_on')).toEqual(['presale', 'arrives_on']);
  expect(fieldOfSku('/components/2/sku')).toEqual(['components', 2, 'sku']);
  expect(fieldOfSku('/components')).toEqual(['components']);
  expect(fieldOfSku('/lock_minutes')).toEqual(['terms', 'lock_minutes']);
  expect(fieldOfSku('/elsewhere')).toBeUndefined();
});
