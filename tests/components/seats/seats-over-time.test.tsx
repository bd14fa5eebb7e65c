import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { daysOf } from '@/components/seats/days-table';
import { SeatsOverTime } from '@/components/seats/seats-over-time';
import type { OverviewDay } from '@/lib/contract/overview';
import { aDay } from '@/tests/components/overview/support';
import { show } from '../support';

const days = [
  aDay('2026-11-28', 1_180, 1_500),
  aDay('2026-11-29', null, null),
  aDay('2026-11-30', 1_204, 1_500),
];

function showDays(
  data: readonly OverviewDay[] | undefined,
  error: { detail: string } | null = null,
) {
  const refetch = vi.fn();
  const shown = show(<SeatsOverTime query={{ data, error, isFetching: false, refetch }} />);
  return { ...shown, refetch };
}

const caption = () => document.querySelector('figcaption')?.textContent;

it('says why there is no chart yet on the first day', () => {
  showDays([aDay('2026-11-30', 4, 10)]);
  expect(screen.getByRole('region', { name: 'Seats over time' }).textContent).toContain(
    'The chart appears once there are two days.',
  );
  expect(screen.queryByRole('button')).toBeNull();
  expect(document.querySelector('svg')).toBeNull();
});

it('doesn’t count days without data as days of the chart', () => {
  showDays([aDay('2026-11-29', null, null), aDay('2026-11-30', 4, 10)]);
  expect(screen.getByText(/The chart appears once there are two days/)).toBeTruthy();
});

it('gives screen readers the figures even while the table isn’t shown', () => {
  showDays(days);
  const region = screen.getByRole('region', { name: 'Seats by day' });
  expect(region.className).toBe('sr-only');
  expect(region.tabIndex).toBe(-1);
  const rows = within(region).getAllByRole('row');
  expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
    ['Day (UTC)', 'In use', 'Seats'],
    ['30 Nov 2026', '1,204', '1,500'],
    ['29 Nov 2026', 'No data'],
    ['28 Nov 2026', '1,180', '1,500'],
  ]);
});

it('shows the table on request, reachable with the keyboard, and hides it again', async () => {
  const { user } = showDays(days);
  const button = screen.getByRole('button', { name: 'Show table' });
  expect(button.getAttribute('aria-expanded')).toBe('false');
  await user.click(button);
  expect(screen.getByRole('button', { name: 'Hide table' }).getAttribute('aria-expanded')).toBe(
    'true',
  );
  expect(screen.getByRole('region', { name: 'Seats by day' }).tabIndex).toBe(0);
  await user.click(button);
  expect(screen.getByRole('region', { name: 'Seats by day' }).className).toBe('sr-only');
});

it('describes the latest day, and the one that is pointed at', () => {
  showDays(days);
  expect(caption()).toBe('30 Nov 2026: 1,204 of 1,500 seats in use');
  const plot = document.querySelector('svg[viewBox="0 0 100 100"]');
  if (!plot) throw new Error('There is no plot.');
  plot.getBoundingClientRect = () => new DOMRect(100, 0, 400, 168);
  fireEvent.pointerMove(plot, { clientX: 110 });
  expect(caption()).toBe('28 Nov 2026: 1,180 of 1,500 seats in use');
  fireEvent.pointerMove(plot, { clientX: 300 });
  expect(caption()).toBe('29 Nov 2026: no data');
  // Beyond the end it stays at the last day.
  fireEvent.pointerDown(plot, { clientX: 900 });
  expect(caption()).toBe('30 Nov 2026: 1,204 of 1,500 seats in use');
  fireEvent.pointerMove(plot, { clientX: 0 });
  fireEvent.pointerLeave(plot);
  expect(caption()).toBe('30 Nov 2026: 1,204 of 1,500 seats in use');
});

it('labels both lines with the last figures that are known', () => {
  showDays([...days, aDay('2026-12-01', null, null)]);
  const labels = [...document.querySelectorAll('figure g')].map(({ textContent }) => textContent);
  expect(labels).toEqual(['Seats1,500', 'In use1,204']);
  expect(caption()).toBe('1 Dec 2026: no data');
});

it('puts the seats in use on top if they are more than there are', () => {
  showDays([aDay('2026-11-29', 12, 10), aDay('2026-11-30', 14, 10)]);
  const labels = [...document.querySelectorAll('figure g')].map(({ textContent }) => textContent);
  expect(labels).toEqual(['In use14', 'Seats10']);
});

it('says why the figures couldn’t be loaded, and tries again', async () => {
  const { user, refetch } = showDays(undefined, { detail: 'The server can’t be reached.' });
  expect(screen.getByText('The server can’t be reached.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledTimes(1);
});

it('keeps the figures it has if newer ones couldn’t be loaded', () => {
  showDays(days, { detail: 'The server can’t be reached.' });
  expect(caption()).toBe('30 Nov 2026: 1,204 of 1,500 seats in use');
  expect(screen.queryByText('The server can’t be reached.')).toBeNull();
});

it('reads a missing day of the history as a gap', () => {
  expect(
    daysOf({
      points: [
        { on: '2026-11-29', seats: 10, seatsUsed: 0 },
        { on: '2026-11-30', missing: true },
        { on: '2026-12-01', seats: 10, seatsUsed: null },
      ],
    }),
  ).toEqual([
    { day: '2026-11-29', users: null, seats: 10, seatsUsed: 0 },
    { day: '2026-11-30', users: null, seats: null, seatsUsed: null },
    { day: '2026-12-01', users: null, seats: 10, seatsUsed: null },
  ]);
});
