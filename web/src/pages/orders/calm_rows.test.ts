import { expect, it } from 'vitest';
import type { Order } from '../../api/types';
import { calmRows } from './calm_rows';

const order = (id: string, version = 1) => ({ id, version }) as Order;
const ids = (rows: Order[]) => rows.map((row) => `${row.id}v${row.version}`);

it('new orders wait while rows on the screen change in place', () => {
  const calm = calmRows([order('3'), order('2')], [order('5'), order('3', 2), order('2')]);
  expect(ids(calm.rows)).toEqual(['3v2', '2v1']);
  expect(calm.fresh).toBe(1);
});

it('what fell off the end of the page stays as it was', () => {
  const calm = calmRows([order('3'), order('2'), order('1')], [order('5'), order('4'), order('3')]);
  expect(ids(calm.rows)).toEqual(['3v1', '2v1', '1v1']);
  expect(calm.fresh).toBe(2);
});

it('what no longer fits the filter leaves', () => {
  const calm = calmRows([order('3'), order('2'), order('1')], [order('3'), order('1')]);
  expect(ids(calm.rows)).toEqual(['3v1', '1v1']);
});
