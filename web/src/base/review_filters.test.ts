import { expect, it } from 'vitest';
import { reviewFilters, reviewQuery } from './review_filters';

const read = (text: string) => reviewFilters.read(new URLSearchParams(text));
const now = Date.parse('2026-01-22T12:00:00Z');

it('what waits at least so long came before then', () => {
  const query = reviewQuery(read('age=day&code=contract_breach&shop=mini'), 'UTC', now);
  expect(query).toEqual({
    code: 'contract_breach',
    shop: 'mini',
    received_to: '2026-01-21T12:00:00.000Z',
    limit: 50,
  });
});

it('of an age and a last day the earlier one counts', () => {
  expect(reviewQuery(read('age=hour&to=2026-01-20'), 'UTC', now).received_to).toBe(
    '2026-01-21T00:00:00.000Z',
  );
  expect(reviewQuery(read('age=week&to=2026-01-20'), 'UTC', now).received_to).toBe(
    '2026-01-15T12:00:00.000Z',
  );
});

it('an age that nobody knows is left out', () => {
  expect(read('age=year')).toEqual({});
});
