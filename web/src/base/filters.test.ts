import { describe, expect, it } from 'vitest';
import { changeFilters, countFilters, readFilters, toQuery, writeFilters } from './filters';

const address =
  'status=paid&group=to_ship&shop=demo-chaye&sku=TEA-100&from=2026-11-01&to=2026-11-23';

describe('filters in the address bar', () => {
  it('come back as they were written', () => {
    expect(writeFilters(readFilters(new URLSearchParams(address))).toString()).toBe(address);
  });

  it('leave out what is not understood', () => {
    const odd = new URLSearchParams('status=lost&from=yesterday&colour=red&tag=%20');
    expect(readFilters(odd)).toEqual({});
  });

  it('never carry personal data', () => {
    const personal = new URLSearchParams('phone=13812345678&name=x&address=y&q=z');
    expect(writeFilters(readFilters(personal)).toString()).toBe('');
  });

  it('begin the list anew when one changes', () => {
    const changed = changeFilters({ cursor: 'abc', shop: 'a' }, { status: 'paid' });
    expect(changed).toEqual({ shop: 'a', status: 'paid' });
    expect(countFilters(changed)).toBe(2);
  });

  it('ask for whole days of the zone that is meant', () => {
    const query = toQuery({ from: '2026-11-01', to: '2026-11-01' }, 'Asia/Shanghai', 50);
    expect(query).toEqual({
      limit: 50,
      created_from: '2026-10-31T16:00:00.000Z',
      created_to: '2026-11-01T16:00:00.000Z',
    });
  });
});
