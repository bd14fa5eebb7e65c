import { expect, it } from 'vitest';
import { nextTime } from '@/lib/server/notifications/times';

const next = (at: string, timeZone: string, now: string) =>
  nextTime({ at, timeZone }, new Date(now)).toISOString();

it('the next time of day is after now, on the next day if it was today', () => {
  expect(next('08:00', 'UTC', '2026-11-30T07:59:59Z')).toBe('2026-11-30T08:00:00.000Z');
  expect(next('08:00', 'UTC', '2026-11-30T08:00:00Z')).toBe('2026-12-01T08:00:00.000Z');
  expect(next('08:00', 'UTC', '2026-11-30T08:00:30Z')).toBe('2026-12-01T08:00:00.000Z');
  expect(next('00:00', 'UTC', '2026-12-31T23:59:00Z')).toBe('2027-01-01T00:00:00.000Z');
});

it('the next time of day is that of the zone', () => {
  expect(next('08:00', 'Europe/Berlin', '2026-11-30T06:00:00Z')).toBe('2026-11-30T07:00:00.000Z');
  expect(next('08:00', 'Asia/Kolkata', '2026-11-30T06:00:00Z')).toBe('2026-12-01T02:30:00.000Z');
  expect(next('08:00', 'America/New_York', '2026-11-30T14:00:00Z')).toBe(
    '2026-12-01T13:00:00.000Z',
  );
});

it('the next time of day is right when clocks change meanwhile', () => {
  expect(next('08:00', 'Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
  expect(next('08:00', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
});

it('a time of day that clocks skip is an hour later, and one that they show twice is once', () => {
  expect(next('02:30', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
  const first = next('02:30', 'Europe/Berlin', '2026-10-24T12:00:00Z');
  expect(first).toBe('2026-10-25T00:30:00.000Z');
  expect(next('02:30', 'Europe/Berlin', first)).toBe('2026-10-26T01:30:00.000Z');
});
