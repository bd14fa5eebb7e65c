import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatRelative,
} from '@/lib/shared/format';

const now = Date.parse('2026-05-10T12:00:00Z');

describe('numbers', () => {
  it('are grouped by thousands', () => {
    expect(formatNumber(1_234_567)).toBe('1,234,567');
    expect(formatNumber(999)).toBe('999');
    expect(formatNumber(-1200)).toBe('−1,200');
    expect(formatNumber(1234.5)).toBe('1,234.5');
  });

  it('have their noun in singular or plural', () => {
    expect(formatCount(1, 'user')).toBe('1 user');
    expect(formatCount(0, 'user')).toBe('0 users');
    expect(formatCount(1240, 'entry', 'entries')).toBe('1,240 entries');
  });
});

describe('moments', () => {
  it('are shown as day, month name, year and time', () => {
    expect(formatDateTime('2026-05-03T14:02:59Z', 'utc')).toBe('3 May 2026, 14:02');
  });

  it('without a time keep their day in every time zone', () => {
    expect(formatDay('2026-12-01')).toBe('1 Dec 2026');
  });

  it('that aren’t dates are returned as they are', () => {
    expect(formatDay('soon')).toBe('soon');
    expect(formatDay('2026-13-01')).toBe('2026-13-01');
  });

  it.each([
    ['2026-05-10T11:59:30Z', 'just now'],
    ['2026-05-10T11:59:10Z', '1 min ago'],
    ['2026-05-10T11:37:00Z', '23 min ago'],
    ['2026-05-10T09:00:00Z', '3 h ago'],
    ['2026-05-09T11:00:00Z', '1 day ago'],
    ['2026-05-04T12:00:00Z', '6 days ago'],
    ['2026-05-03T12:00:00Z', '3 May 2026, 12:00'],
    ['2026-05-10T12:00:20Z', 'in a moment'],
    ['2026-05-10T12:15:00Z', 'in 15 min'],
  ])('%s is shown as "%s" at noon on the tenth', (moment, text) => {
    expect(formatRelative(moment, now, 'utc')).toBe(text);
  });
});

describe('lengths of time', () => {
  it.each([
    [0, '0 s'],
    [45_000, '45 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
    [260_000_000, '3 days'],
  ])('%i ms is "%s"', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
