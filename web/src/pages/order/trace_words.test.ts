import { expect, it } from 'vitest';
import type { TraceItem } from '../../api/types';
import { changesSomething, toneOf } from './trace_words';

const item = (change: Partial<TraceItem>) =>
  ({ verdict: 'moved', inferred: false, accepted: true, from: 'a', ...change }) as TraceItem;

it('what was refused stands out from what moved and what said nothing new', () => {
  expect(toneOf(item({}))).toBe('moved');
  expect(toneOf(item({ verdict: 'late' }))).toBe('moved');
  expect(toneOf(item({ verdict: 'repeat' }))).toBe('still');
  expect(toneOf(item({ verdict: 'refused' }))).toBe('refused');
  expect(toneOf(item({ inferred: true }))).toBe('inferred');
});

it('changes leave repeats out and keep refusals', () => {
  expect(changesSomething(item({ verdict: 'repeat' }))).toBe(false);
  expect(changesSomething(item({ verdict: 'duplicate', accepted: false }))).toBe(false);
  expect(changesSomething(item({ verdict: 'refused', accepted: false }))).toBe(true);
});
