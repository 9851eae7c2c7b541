import { describe, expect, it } from 'vitest';
import { onlyOrder, placesOf, shopsNamed } from './search';

const places = (text: string) => placesOf({ kind: 'q', text });

describe('a search by number', () => {
  it('looks for a short number among messages, and at the end of telephones', () => {
    expect(places('5678')).toEqual({
      shop: '5678',
      phoneTail: '5678',
      messageId: '5678',
      externalId: '5678',
      call: '5678',
    });
  });

  it.each([
    '13812345678',
    '8613812345678',
    '+86 138-1234-5678',
    '+8613812345678',
    '138-1234-5678',
    '021-5555-1234',
    '(503) 555-0133',
    '503.555.0133',
    '张三',
    'Li Na',
    '张三 13800138000',
    '张三13800138000',
    'zhang-13800138000',
    '建国路88号',
    '88 Main Street',
    'zs85@qq.com',
    '１３８００１３８０００',
    '建国路８８号',
  ])('puts nothing that may be a telephone, a name or an address into an address: %s', (text) => {
    const { messageId, externalId, call } = places(text);
    expect([messageId, externalId, call]).toEqual([undefined, undefined, undefined]);
  });

  it('takes a number that is marked as a message for one, however long', () => {
    expect(places('#13812345678')).toEqual({ messageId: '13812345678' });
  });

  it('knows the long numbers of platforms from telephones', () => {
    expect(places('6131180778540515').externalId).toBe('6131180778540515');
    expect(places('SF1234567890').call).toBe('SF1234567890');
    expect(places('gid://shopify/Order/5678901234567').externalId).toBeDefined();
  });

  it('looks for bare ids of 7 to 15 digits: of platforms, and of messages of a million and more', () => {
    for (const id of ['1234567', '450789469', '5678901234567', '123456789012345'])
      expect(places(id)).toMatchObject({ messageId: id, externalId: id, call: id });
  });

  it('looks among orders alone when something else than a number is meant', () => {
    expect(placesOf({ kind: 'phone_tail', text: '5678' })).toEqual({});
    expect(placesOf({ kind: 'name', text: 'A 1' })).toEqual({});
  });
});

describe('an order that a number names', () => {
  const order = { id: '7' };
  const message = { order_id: '7' };

  it('is shown at once when the number names nothing else', () => {
    expect(onlyOrder([order], [], [])).toBe(order);
    expect(onlyOrder([order], [], [{ id: '7' }])).toBe(order);
  });

  it('hides neither messages nor the orders whose telephone ends so', () => {
    expect(onlyOrder([order], [message], [])).toBeUndefined();
    expect(onlyOrder([order], [], [{ id: '8' }])).toBeUndefined();
    expect(onlyOrder([order, { id: '8' }], [], [])).toBeUndefined();
    expect(onlyOrder([], [], [order])).toBeUndefined();
  });
});

it('a shop is found by a part of its name or code', () => {
  const shops = [
    { code: 'demo-chaye', name: '山间茶叶旗舰店' },
    { code: 'harbor', name: 'Harbor Home' },
  ];
  expect(shopsNamed(shops, '茶叶').map(({ code }) => code)).toEqual(['demo-chaye']);
  expect(shopsNamed(shops, 'HARBOR')).toHaveLength(1);
  expect(shopsNamed(shops, 'h')).toEqual([]);
  expect(shopsNamed(shops, undefined)).toEqual([]);
});
