import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { AccessSheet } from '@/components/customers/access-sheet';
import { renderAt, stubApi } from '@/tests/components/users/support';
import { aCustomer, manager } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const item = {
  ...{ at: '2026-10-05T09:00:00.000Z', person: 'bo@desk.example', user: 'ann@acme.example' },
  ...{ account: 'Main', reason: 'Printer', ticket: 'HD-7', approver: null, outcome: 'success' },
};

it('lists who signed in as the customer’s users in a month, and why, of the month that is selected', async () => {
  const calls = stubApi(({ path }) =>
    path.includes('month=2026-10')
      ? { month: '2026-10', removedEvents: 0, items: [item] }
      : path.includes('/access-sheet')
        ? { month: '2026-11', removedEvents: 0, items: [] }
        : aCustomer('Acme'),
  );
  const now = new Date('2026-11-20T10:00:00Z');
  renderAt('', <AccessSheet id="cus_acme" permissions={manager} now={now} />);
  expect(
    await screen.findByRole('heading', { level: 1, name: 'Access to Acme in November 2026' }),
  ).toBeTruthy();
  expect(await screen.findByText('No sign-ins in November 2026')).toBeTruthy();
  await userEvent.selectOptions(screen.getByLabelText('Month'), '2026-10');
  expect(await screen.findByText('HD-7')).toBeTruthy();
  expect(screen.getByText('Printer')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Print' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Export CSV' })).toBeNull();
  expect(calls.at(-1)?.path).toBe('/api/customers/cus_acme/access-sheet?month=2026-10&format=json');
});
