import { expect, it } from 'vitest';
import { levelAt, levelsFrom, levelsOf, scaleTop, stepPath } from './levels';

const moved = (second: number, from: string, to: string, quantity: number, left: number) => ({
  ...{ at: new Date(second * 1000).toISOString(), from, to, quantity },
  from_left: from === 'available' ? left : 0,
  to_left: to === 'available' ? left : 0,
});

// Newest first: 10 came, 3 were locked, a lock was paid, 1 was let go of.
const ledger = [
  moved(40, 'locked', 'available', 1, 8),
  moved(30, 'locked', 'occupied', 2, 0),
  moved(20, 'available', 'locked', 3, 7),
  moved(10, 'outside', 'available', 10, 10),
];

it('a figure follows the movements that touched it and no others', () => {
  expect(levelsOf(ledger, 'available').map(({ at, units }) => [at / 1000, units])).toEqual([
    [10, 0],
    [10, 10],
    [20, 7],
    [40, 8],
  ]);
  expect(levelsOf(ledger, 'frozen')).toEqual([]);
});

it('a part of a ledger begins with what was there before it', () => {
  expect(levelsOf(ledger.slice(0, 3), 'available')[0]).toEqual({ at: 20_000, units: 10 });
});

it('a moment has the level of the last movement before it', () => {
  const levels = levelsOf(ledger, 'available');
  expect(levelAt(levels, 9_000)).toBeUndefined();
  expect(levelAt(levels, 10_000)?.units).toBe(10);
  expect(levelAt(levels, 39_999)?.units).toBe(7);
  expect(levelAt(levels, 99_000)?.units).toBe(8);
});

it('a window begins with what stood when it opened', () => {
  expect(levelsFrom(levelsOf(ledger, 'available'), 25_000)).toEqual([
    { at: 25_000, units: 7 },
    { at: 40_000, units: 8 },
  ]);
});

it('a scale ends at a round number', () => {
  expect(scaleTop([])).toBe(1);
  expect(scaleTop([{ at: 0, units: 47 }])).toBe(60);
  expect(scaleTop([{ at: 0, units: 47 }], 120)).toBe(200);
  expect(scaleTop([{ at: 0, units: 1000 }])).toBe(1000);
});

it('steps go sideways and then up or down, to the end', () => {
  const span = { from: 0, to: 40_000 };
  const levels = levelsOf(ledger, 'available');
  expect(stepPath(levels, span, 10, 100, 10)).toBe('M25 10H25V0H50V3H100V2H100');
  expect(stepPath([], span, 10, 100, 10)).toBe('');
});
