import { expect, it } from 'vitest';
import { timeLeft, timeLeftText } from '@/components/invitations/time-left';

const at = (seconds: number, finished: number) => ({ atMs: seconds * 1_000, finished });

it.each([
  ['nothing was seen', [], null],
  ['only one moment was seen', [at(0, 50)], null],
  ['it was watched for less than five seconds', [at(0, 0), at(4.9, 100)], null],
  ['nothing finished', [at(0, 100), at(30, 100)], null],
  ['100 of 1,000 finished in ten seconds', [at(0, 0), at(10, 100)], 90_000],
  ['all finished', [at(0, 0), at(10, 1_000)], null],
  ['it was faster before the last minute', [at(0, 0), at(40, 700), at(100, 800)], 120_000],
])('when %s', (_, seen, leftMs) => {
  expect(timeLeft(seen, 1_000)).toBe(leftMs);
});

it.each([
  [1_000, 'less than a minute left'],
  [60_000, 'less than a minute left'],
  [61_000, 'about 2 min left'],
  [5_340_000, 'about 89 min left'],
  [5_400_000, 'about 2 h left'],
  [36_000_000, 'about 10 h left'],
])('%i ms are “%s”', (leftMs, text) => {
  expect(timeLeftText(leftMs)).toBe(text);
});
