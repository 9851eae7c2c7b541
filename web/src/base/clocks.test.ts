import { describe, expect, it } from 'vitest';
import { formatAgo, formatFull, formatShort, nextDay, offsetName, startOfDay } from './clocks';

const moment = '2026-11-23T16:30:49.120Z';
const now = Date.parse('2026-11-23T17:00:00Z');

describe('clocks', () => {
  it('shows a moment in the zone that is named', () => {
    expect(formatFull(moment, 'Asia/Shanghai')).toBe('2026-11-24 00:30:49');
    expect(formatFull(moment, 'UTC')).toBe('2026-11-23 16:30:49');
  });

  it('leaves the present year out', () => {
    expect(formatShort(moment, 'Asia/Shanghai', now)).toBe('11-24 00:30:49');
    expect(formatShort('2025-01-02T00:00:00Z', 'UTC', now)).toBe('2025-01-02 00:00:00');
  });

  it('names offsets, also those of half an hour', () => {
    expect(offsetName(now, 'Asia/Shanghai')).toBe('UTC+8');
    expect(offsetName(now, 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(offsetName(now, 'America/New_York')).toBe('UTC-5');
  });

  it('says how long ago, and never "in the future"', () => {
    expect(formatAgo(moment, 'en', now)).toBe('29 min. ago');
    expect(formatAgo('2026-11-23T18:00:00Z', 'en', now)).toBe('now');
  });

  it('begins a day where it begins in that zone', () => {
    expect(startOfDay('2026-11-23', 'Asia/Shanghai')).toBe('2026-11-22T16:00:00.000Z');
    expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
    expect(startOfDay('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  });

  it('steps over the end of a month', () => {
    expect(nextDay('2026-02-28')).toBe('2026-03-01');
  });
});
