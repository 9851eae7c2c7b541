import { describe, expect, it } from 'vitest';
import { readMessageFilters, toMessageQuery, writeMessageFilters } from './message_filters';

const read = (text: string) => readMessageFilters(new URLSearchParams(text));

describe('filters of messages', () => {
  it('stand in the address as they were chosen', () => {
    const text = 'state=parked&shop=mini&route=standard&external_id=m-1&from=2026-01-22';
    expect(writeMessageFilters(read(text)).toString()).toBe(text);
  });
  it('leave out what is not understood', () => {
    expect(read('state=lost&order_id=x&from=yesterday&code=+')).toEqual({});
  });
  it('ask for whole days of the zone in which they are meant', () => {
    const query = toMessageQuery(read('from=2026-01-22&to=2026-01-22'), 'Asia/Shanghai', 50);
    expect(query.received_from).toBe('2026-01-21T16:00:00.000Z');
    expect(query.received_to).toBe('2026-01-22T16:00:00.000Z');
    expect(query).not.toHaveProperty('from');
  });
});
