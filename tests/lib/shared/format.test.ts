import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  formatClock,
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatExact,
  formatAge,
  formatMinutes,
  formatNumber,
  formatRelative,
  formatTime,
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

describe('the age of a list', () => {
  it.each([
    ['2026-05-10T11:37:00Z', '11:37 (23 min ago)'],
    ['2026-05-09T13:00:00Z', '13:00 (23 h ago)'],
    ['2026-05-09T12:00:00Z', '9 May 2026, 12:00'],
  ])('%s is shown as "%s" at noon on the tenth', (moment, text) => {
    expect(formatAge(moment, now, 'utc')).toBe(text);
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

describe('how long somebody has to wait', () => {
  it.each([
    [0, 'a minute'],
    [59, 'a minute'],
    [60, 'a minute'],
    [61, '2 minutes'],
    [900, '15 minutes'],
    [3_599, '60 minutes'],
  ])('%i s is "%s": begun minutes count', (seconds, text) => {
    expect(formatMinutes(seconds)).toBe(text);
  });
});

describe('at the edges of a unit', () => {
  it.each([
    [44_999, 'just now'],
    [45_000, '1 min ago'],
    [119_999, '1 min ago'],
    [120_000, '2 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [86_399_999, '23 h ago'],
    [86_400_000, '1 day ago'],
    [604_799_999, '6 days ago'],
    [-45_000, 'in 1 min'],
    [-7_200_000, 'in 2 h'],
    [-172_800_000, 'in 2 days'],
    [-604_800_000, '17 May 2026, 12:00'],
  ])('%i ms before noon of the tenth is "%s"', (distance, text) => {
    expect(formatRelative(new Date(now - distance), now, 'utc')).toBe(text);
  });

  it.each([
    [-5_000, '0 s'],
    [499, '0 s'],
    [500, '1 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [61_000, '1 min 1 s'],
    [3_599_000, '59 min 59 s'],
    [3_600_000, '1 h'],
    [3_659_000, '1 h'],
    [3_660_000, '1 h 1 min'],
    [86_399_000, '23 h 59 min'],
    [86_400_000, '1 day'],
    [172_800_000, '2 days'],
  ])('%i ms long is "%s"', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('in the reader’s zone', () => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = 'Pacific/Auckland';
  });
  afterEach(() => {
    process.env.TZ = before;
  });

  it('a day may be another one than in UTC', () => {
    expect(formatDate('2026-11-14T23:30:00Z')).toBe('15 Nov 2026');
    expect(formatDate('2026-11-14T23:30:00Z', 'utc')).toBe('14 Nov 2026');
    expect(formatTime('2026-11-14T23:30:00Z')).toBe('12:30');
    expect(formatClock('2026-11-14T23:30:09Z')).toBe('12:30:09');
  });

  it('a moment is told with UTC beside it, and with UTC’s day only where that is another one', () => {
    expect(formatExact('2026-11-14T23:30:00Z')).toBe('15 Nov 2026, 12:30 (14 Nov 2026, 23:30 UTC)');
    expect(formatExact('2026-11-14T02:05:00Z')).toBe('14 Nov 2026, 15:05 (02:05 UTC)');
  });

  it('a day without a clock stays that day', () => {
    expect(formatDay('2026-11-14')).toBe('14 Nov 2026');
  });
});

describe('odd numbers and days', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.5, '0.5'],
    [-999, '−999'],
    [1_000, '1,000'],
    [1_234_567.25, '1,234,567.25'],
    [100_000, '100,000'],
  ])('%d is "%s"', (value, text) => expect(formatNumber(value)).toBe(text));

  it('are counted with the plural, except for one itself', () => {
    expect(formatCount(-1, 'seat')).toBe('−1 seats');
    expect(formatCount(1.5, 'hour')).toBe('1.5 hours');
    expect(formatCount(1, 'person', 'people')).toBe('1 person');
    expect(formatCount(2, 'person', 'people')).toBe('2 people');
  });

  it.each(['', '2026-5-3', '2026-00-10', '03.05.2026', '2026-05-03T00:00'])(
    '%j is no day and comes back as it is',
    (text) => expect(formatDay(text)).toBe(text),
  );
});
