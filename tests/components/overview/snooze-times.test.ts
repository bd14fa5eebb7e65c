import { expect, it } from 'vitest';
import { snoozeTimes } from '@/components/overview/snooze-times';

/** By the reader's clock. */
const at = (month: number, day: number, hour: number) => new Date(2026, month - 1, day, hour);
const times = (now: Date) => snoozeTimes(now).map(({ label, until }) => [label, until]);

it('ends on mornings: tomorrow’s, the next Monday’s, and one in 30 days', () => {
  // A Thursday.
  expect(times(at(11, 26, 17))).toEqual([
    ['Snooze until tomorrow', at(11, 27, 8)],
    ['Snooze until Monday', at(11, 30, 8)],
    ['Snooze for 30 days', at(12, 26, 8)],
  ]);
});

it('means next week’s Monday on a Monday', () => {
  expect(times(at(11, 30, 7))).toEqual([
    ['Snooze until tomorrow', at(12, 1, 8)],
    ['Snooze until Monday', at(12, 7, 8)],
    ['Snooze for 30 days', at(12, 30, 8)],
  ]);
});

it('doesn’t offer Monday twice on a Sunday', () => {
  expect(times(at(11, 29, 12)).map(([label]) => label)).toEqual([
    'Snooze until tomorrow',
    'Snooze for 30 days',
  ]);
});
