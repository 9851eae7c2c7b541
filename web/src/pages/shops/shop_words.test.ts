import { expect, it } from 'vitest';
import type { PullWindow, Shop } from '../../api/types';
import { daysLeft, lasted, limitsOf, stateOf, unnamed } from './shop_words';

const pull = (code?: string) => ({ error: code ? { code, detail: '' } : null }) as Shop['pull'];

it('a pause is said before anything else, and what stops pulling apart from what only fails', () => {
  expect(stateOf({ paused: true, pull: pull('token_expired') })).toBe('paused');
  expect(stateOf({ paused: false, pull: pull('token_expired') })).toBe('stopped');
  expect(stateOf({ paused: false, pull: pull('permission_denied') })).toBe('stopped');
  expect(stateOf({ paused: false, pull: pull('platform_down') })).toBe('failing');
  expect(stateOf({ paused: false, pull: pull() })).toBe('running');
  expect(stateOf({ paused: false, pull: null })).toBe('running');
});

it('orders that lack without a known number are counted', () => {
  const window = { missing: 3, missing_numbers: ['1'] } as PullWindow;
  expect(unnamed(window)).toBe(2);
  expect(unnamed({ ...window, missing: 0, missing_numbers: [] })).toBe(0);
});

it('an end is spoken of in its last week and after it', () => {
  const now = Date.parse('2026-11-20T00:00:00Z');
  expect(daysLeft(null, now)).toBeUndefined();
  expect(daysLeft('2026-11-27T00:00:00Z', now)).toBeUndefined();
  expect(daysLeft('2026-11-26T23:59:00Z', now)).toBe(6);
  expect(daysLeft('2026-11-20T00:30:00Z', now)).toBe(0);
  expect(daysLeft('2026-11-19T23:00:00Z', now)).toBe(-1);
});

it('limits are told from what bounds a field', () => {
  expect(limitsOf({ min: 0, max: 0 })).toBeUndefined();
  expect(limitsOf({ min: 1, max: 0 })).toBe('at_least');
  expect(limitsOf({ min: 0, max: 64 })).toBe('at_most');
  expect(limitsOf({ min: 1, max: 64 })).toBe('between');
});

it('what lasted is told in seconds, and in minutes from one on', () => {
  expect(lasted(0, 'en')).toBe('0 sec');
  expect(lasted(2_340, 'en')).toBe('2.3 sec');
  expect(lasted(59_000, 'en')).toBe('59 sec');
  expect(lasted(90_000, 'en')).toBe('1.5 min');
  expect(lasted(725_000, 'en')).toBe('12 min');
});
