import { describe, expect, it } from 'vitest';
import { callsAddress, readCallFilters, toCallQuery, writeCallFilters } from './call_filters';

const read = (text: string) => readCallFilters(new URLSearchParams(text));

describe('filters of calls', () => {
  it('stand in the address as they were chosen', () => {
    const text = 'outcome=failed&kind=pull&shop=mini&q=timeout&outbox_id=7&from=2026-01-22';
    expect(writeCallFilters(read(text)).toString()).toBe(text);
    expect(callsAddress({ outbox_id: '7' })).toBe('/messages/calls?outbox_id=7');
  });
  it('leave out what is not understood', () => {
    expect(read('outcome=lost&kind=x&outbox_id=x&order_id=1a&from=yesterday&q=+')).toEqual({});
  });
  it('ask for whole days of the zone in which they are meant', () => {
    const query = toCallQuery(read('from=2026-01-22&to=2026-01-22'), 'Asia/Shanghai', 50);
    expect(query.started_from).toBe('2026-01-21T16:00:00.000Z');
    expect(query.started_to).toBe('2026-01-22T16:00:00.000Z');
    expect(query).not.toHaveProperty('from');
  });
});
