import { expect, it } from 'vitest';
import { detailRows } from './audit_words';

it('shows details as names and values, texts without quotes', () => {
  expect(detailRows({ name: 'tea', version: 7, old: null, on: true })).toEqual([
    ['name', 'tea'],
    ['version', '7'],
    ['old', '—'],
    ['on', 'true'],
  ]);
});

it('names what stands deeper by its way there, and keeps lists whole', () => {
  expect(detailRows({ rule: { attempts: 3, to: ['a', 'b'] }, none: {} })).toEqual([
    ['rule.attempts', '3'],
    ['rule.to', '["a","b"]'],
    ['none', '{}'],
  ]);
});
