import { describe, expect, it } from 'vitest';
import { statuses } from './order_filters';
import { missing, place, trouble, type StatusGroup } from './status_groups';

const rest = statuses.filter((status) => !['label_printed', 'in_transit'].includes(status));
const groups: StatusGroup[] = [
  { code: 'to_ship', name: { zh: '待发货', en: 'To be shipped' }, statuses: ['label_printed'] },
  { code: 'shipped', name: { zh: '已发运', en: 'Shipped' }, statuses: ['in_transit'] },
  { code: 'others', name: { zh: '其他', en: 'Others' }, statuses: [...rest] },
];

describe('groups of statuses', () => {
  it('hold each status once: what one takes leaves the other', () => {
    const moved = place(groups, 0, ['label_printed', 'paid']);
    expect(moved[0]?.statuses).toEqual(['label_printed', 'paid']);
    expect(moved[2]?.statuses).not.toContain('paid');
    expect(trouble(moved)).toBeUndefined();
  });

  it('leave no status out', () => {
    const less = place(groups, 1, []);
    expect(missing(less)).toEqual(['in_transit']);
    expect(trouble(less)).toBe('missing');
  });

  it('never count a printed label as a shipment', () => {
    expect(trouble(place(groups, 1, ['in_transit', 'label_printed']))).toBe('label');
  });

  it('have names, codes of their own and something in them', () => {
    const [first, ...others] = groups as [StatusGroup, ...StatusGroup[]];
    expect(trouble([{ ...first, name: { zh: ' ', en: 'x' } }, ...others])).toBe('name');
    expect(trouble([{ ...first, code: 'shipped' }, ...others])).toBe('code');
    expect(trouble([{ ...first, code: 'To Ship' }, ...others])).toBe('code');
    expect(trouble(place(groups, 1, ['in_transit', 'label_printed']).slice(1))).toBe('label');
    const empty = { code: 'new', name: { zh: '新', en: 'New' }, statuses: [] };
    expect(trouble([...groups, empty])).toBe('empty');
  });
});
