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
  'shows that history starts today until there is a second day',
  (days) => {
    const { container } = render(<SeatsHistory part={partOf(days)} seats={seats} />);
    expect(screen.getByText('History starts today')).toBeDefined();
    expect(screen.getByText(/6 of 10 seats are in use today/)).toBeDefined();
    expect(container.querySelector('svg')).toBeNull();
  },
);

it('has the chart’s figures as a table, with missing days', async () => {
  const days = [
    aDay('2026-11-20', 4, 10),
    aDay('2026-11-21', null, null),
    aDay('2026-11-22', 6, 10),
  ];
  render(<SeatsHistory part={partOf(days)} seats={seats} />);
  const rows = within(screen.getByRole('table', { name: /Seats by day/ })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'Day (UTC)In useSeats',
    '22 Nov 2026610',
    '21 Nov 2026No data',
    '20 Nov 2026410',
  ]);
  const button = screen.getByRole('button', { name: 'Show table' });
  await userEvent.click(button);
  expect(button.getAttribute('aria-expanded')).toBe('true');
});

it('shows why the history couldn’t be loaded', () => {
  const part = { isAvailable: false, code: 'internal', detail: 'Something broke.' } as const;
  render(<SeatsHistory part={part} seats={seats} />);
  expect(screen.getByText('Something broke.')).toBeDefined();
});
