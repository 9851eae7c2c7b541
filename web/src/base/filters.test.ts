import { describe, expect, it } from 'vitest';
import { callFilters, callsAddress } from './call_filters';
import { queryOf } from './filters';
import { messageFilters } from './message_filters';
import { orderFilters } from './order_filters';

const params = (text: string) => new URLSearchParams(text);

describe('filters in the address bar', () => {
  it('come back as they were written', () => {
    for (const [set, address] of [
      [orderFilters, 'status=paid&group=to_ship&shop=demo&sku=TEA-100&from=2026-11-01&cursor=abc'],
      [messageFilters, 'state=parked&shop=mini&route=standard&external_id=m-1&to=2026-01-22'],
      [callFilters, 'outcome=failed&kind=pull&shop=mini&outbox_id=7&from=2026-01-22'],
    ] as const) {
      expect(set.write(set.read(params(address))).toString()).toBe(address);
    }
    expect(callsAddress({ outbox_id: '7' })).toBe('/messages/calls?outbox_id=7');
  });

  it('stand in one order, however they were chosen', () => {
    const one = messageFilters.read(params('to=2026-01-22&shop=mini&state=parked'));
    expect(messageFilters.write(one).toString()).toBe('state=parked&shop=mini&to=2026-01-22');
  });

  it('leave out what is not understood', () => {
    const odd = params('status=lost&state=lost&outcome=x&kind=x&from=yesterday&colour=red&tag=+');
    expect(orderFilters.read(odd)).toEqual({});
    expect(messageFilters.read(odd)).toEqual({});
    expect(callFilters.read(odd)).toEqual({});
    expect(messageFilters.read(params('order_id=1a'))).toEqual({});
    expect(callFilters.read(params('outbox_id=x&order_id=-1'))).toEqual({});
  });

  it('never carry personal data', () => {
    const personal = params('phone=13812345678&name=x&address=y&q=z');
    expect(orderFilters.write(orderFilters.read(personal)).toString()).toBe('');
    expect(callFilters.write(callFilters.read(personal)).toString()).toBe('');
    const typed = { q: '13812345678', shop: 'mini' };
    expect(callFilters.write(typed).toString()).toBe('shop=mini');
    expect(callFilters.unaddressed(typed)).toEqual({ q: '13812345678' });
    expect(callFilters.unaddressed({ shop: 'mini', q: undefined })).toEqual({});
    expect(callFilters.count(typed)).toBe(2);
  });

  it('begin the list anew when one changes', () => {
    const changed = orderFilters.change({ cursor: 'abc', shop: 'a' }, { status: 'paid' });
    expect(orderFilters.write(changed).toString()).toBe('status=paid&shop=a');
  });

  it('are counted without the place in the list', () => {
    expect(orderFilters.count({ cursor: 'abc', shop: 'a', status: 'paid' })).toBe(2);
    expect(orderFilters.count({ cursor: 'abc', sku: undefined })).toBe(0);
  });

  it('ask for whole days of the zone in which they are meant', () => {
    const days = messageFilters.read(params('from=2026-01-22&to=2026-01-22&shop=mini'));
    expect(queryOf(days, 'received', 'Asia/Shanghai', 50)).toEqual({
      shop: 'mini',
      received_from: '2026-01-21T16:00:00.000Z',
      received_to: '2026-01-22T16:00:00.000Z',
      limit: 50,
    });
    expect(queryOf({}, 'created', 'Asia/Shanghai', 50)).toEqual({ limit: 50 });
  });
});
