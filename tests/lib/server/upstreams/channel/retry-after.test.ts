import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '@/lib/server/upstreams/channel/errors';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sunday, 22-Nov-26 12:01:00 GMT', 60_000],
    ['Sun Nov 22 12:00:10 2026 GMT', 10_000],
    ['86400', 300_000],
    ['999999999999999', 300_000],
    ['Sun, 22 Nov 2037 12:00:00 GMT', 300_000],
  ])('of %s is a wait of %i ms', (header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs);
  });

  it.each([
    ['0'],
    ['-5'],
    ['1.5'],
    ['NaN'],
    ['Infinity'],
    ['soon'],
    [''],
    ['Sat, 21 Nov 2026 12:00:00 GMT'],
    ['Mon, 99 Nov 2026 99:00:00 GMT'],
    ['0x10'],
  ])('of %j is ignored', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });

  it('that is missing is ignored', () => {
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});
