import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { SeatsHistory } from '@/components/overview/seats-history';
import type { OverviewDay } from '@/lib/contract/overview';
import { aCalmOverview, aDay } from './support';

afterEach(cleanup);

const { seats } = aCalmOverview();
const partOf = (days: OverviewDay[]) =>
  ({ isAvailable: true, accountId: 'rpc_sandbox', days }) as const;

it.each([[[]], [[aDay('2026-11-22', 6, 10)]]])(
  'says that the history begins today where there is no second day',
  (days) => {
    const { container } = render(<SeatsHistory part={partOf(days)} seats={seats} />);
    expect(screen.getByText('The history begins today')).toBeDefined();
    expect(screen.getByText(/Today 6 of 10 seats are in use/)).toBeDefined();
    expect(container.querySelector('svg')).toBeNull();
  },
);

it('tells the same to those who can’t see the plot: each day, a missing one as such', async () => {
  const days = [
    aDay('2026-11-20', 4, 10),
    aDay('2026-11-21', null, null),
    aDay('2026-11-22', 6, 10),
  ];
  render(<SeatsHistory part={partOf(days)} seats={seats} />);
  const rows = within(screen.getByRole('table', { name: /Seats of each day/ })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'Day (UTC)UsedAllotted',
    '22 Nov 2026610',
    '21 Nov 2026No figures',
    '20 Nov 2026410',
  ]);
  const button = screen.getByRole('button', { name: 'Show the figures' });
  await userEvent.click(button);
  expect(button.getAttribute('aria-expanded')).toBe('true');
});

it('says why there is no history to be had', () => {
  const part = { isAvailable: false, code: 'internal', detail: 'Something broke.' } as const;
  render(<SeatsHistory part={part} seats={seats} />);
  expect(screen.getByText('Something broke.')).toBeDefined();
});
