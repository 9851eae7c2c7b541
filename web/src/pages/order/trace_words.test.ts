import { expect, it } from 'vitest';
import type { TraceItem } from '../../api/types';
import { changesSomething, inOrder, toneOf } from './trace_words';

const item = (change: Partial<TraceItem>) =>
  ({ verdict: 'moved', inferred: false, accepted: true, from: 'a', ...change }) as TraceItem;

it('what was refused stands out from what moved and what said nothing new', () => {
  expect(toneOf(item({}))).toBe('moved');
  expect(toneOf(item({ verdict: 'late' }))).toBe('moved');
  expect(toneOf(item({ verdict: 'repeat' }))).toBe('still');
  expect(toneOf(item({ verdict: 'refused' }))).toBe('refused');
  expect(toneOf(item({ inferred: true }))).toBe('inferred');
});

it('the parts of a long trace are one story, oldest first', () => {
  const at = (moment: string, message_id: string) =>
    item({ at: moment, occurred_at: null, message_id });
  const observed = item({
    at: '2026-01-05T00:00:00.000Z',
    occurred_at: '2026-01-02T00:00:00.000Z',
    message_id: 'observed',
  });
  const newest = { items: [observed, at('2026-01-04T00:00:00.000Z', '9')] };
  const older = {
    items: [at('2026-01-01T00:00:00.000Z', '1'), at('2026-01-03T00:00:00.000Z', '3')],
  };
  expect(inOrder([newest, older]).map((i) => i.message_id)).toEqual(['1', 'observed', '3', '9']);
});

it('changes leave repeats out and keep refusals', () => {
  expect(changesSomething(item({ verdict: 'repeat' }))).toBe(false);
  expect(changesSomething(item({ verdict: 'duplicate', accepted: false }))).toBe(false);
  expect(changesSomething(item({ verdict: 'refused', accepted: false }))).toBe(true);
});
