import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { StatementPage } from '@/components/statements/statement-page';
import { Toaster } from '@/components/ui/toaster';
import type { Statement, StatementSummary } from '@/lib/contract/statements';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

beforeAll(() =>
  Promise.all([
    import('@/components/ui/menu-content'),
    import('@/components/statements/billed-dialog'),
    import('@/components/statements/acknowledge-dialog'),
  ]),
);
beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

const manager = ['users.read', 'customers.read', 'customers.manage', 'users.export'];

type Line = Statement['lines'][number];
const aLine = (name: string, more: Partial<Line> = {}): Line => ({
  customer: { id: `cus_${name}`, name, externalId: 'K-1' },
  ...{ daysRead: 30, asOf: '2026-10-31', users: 2, seats: 8, seatsUsed: 5, peak: 11 },
  ...{ average: '9.62', pricePerSeat: '12.50', currency: 'EUR', amount: '100.00' },
  ...{ difference: 3, amountDifference: '37.50' },
  ...{ billed: null, variance: null, state: 'none' },
  ...more,
});

const statement: Statement = {
  ...{ id: 'stm_1', month: '2026-10', version: 1, correction: null },
  ...{ createdAt: '2026-11-01T00:10:00.000Z', createdBy: 'system', through: '2026-10-31' },
  ...{ missingDays: [], lines: [aLine('North')], billing: null, acknowledgement: null },
  totals: {
    ...{ seats: 8, seatsUsed: 5, billed: null },
    amounts: [{ currency: 'EUR', amount: '100.00' }],
  },
};

type Shown = {
  permissions?: string[];
  versions?: Partial<StatementSummary>[];
  answer?: (call: ApiCall) => unknown;
};

function show(
  more: Partial<Statement> = {},
  { permissions = manager, versions, answer }: Shown = {},
) {
  const calls = stubApi((call) => {
    const said = answer?.(call);
    if (said !== undefined) return said;
    if (call.path === '/api/statements') return { items: versions ?? [] };
    return { ...statement, ...more };
  });
  renderAt(
    '',
    <>
      <StatementPage id="stm_1" permissions={permissions} />
      <Toaster />
    </>,
  );
  return { calls, writes: () => calls.filter(({ method }) => method !== 'GET') };
}

const press = async (name: string, where: HTMLElement = document.body) =>
  userEvent.click(await within(where).findByRole('button', { name }));

describe('what a reader of a statement must know first', () => {
  it('is nothing, if it is complete', async () => {
    show();
    expect(await screen.findByText('8 seats · EUR 100.00')).toBeTruthy();
    expect(screen.queryByText(/missing/)).toBeNull();
    expect(screen.queryByText(/wasn’t over/)).toBeNull();
    expect(screen.queryByText(/no price/)).toBeNull();
  });

  it('is that there is a newer version, and why', async () => {
    const latest = { id: 'stm_2', month: '2026-10', version: 2, isLatest: true };
    show({}, { versions: [{ ...latest, correction: 'Wrong price.' }, { id: 'stm_1' }] });
    expect(await screen.findByText('This version was corrected')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Version 2' }).getAttribute('href')).toBe(
      '/statements/stm_2',
    );
    expect(screen.getByText(/Wrong price\./)).toBeTruthy();
  });

  it('is why this one was created again', async () => {
    show({ version: 2, correction: 'Wrong price.', createdBy: 'bo@desk.example' });
    expect(await screen.findByText('Why there is version 2')).toBeTruthy();
    expect(screen.getByText(/^Version 2, created by bo@desk\.example,/)).toBeTruthy();
  });

  it('is that the month wasn’t over', async () => {
    show({ through: '2026-10-20' });
    expect(await screen.findByText('Up to 20 Oct 2026')).toBeTruthy();
  });

  it('is how many customers have no price', async () => {
    const lines = ['North', 'South'].map((name) =>
      aLine(name, { pricePerSeat: null, amount: null }),
    );
    show({ lines });
    expect(
      await screen.findByText(
        '2 customers with seats have no price, so they have no amount and no invoice.',
      ),
    ).toBeTruthy();
  });

  const billing = { at: '2026-11-02T08:00:00.000Z', by: 'bo@desk.example' };
  const unread = {
    ...{ seats: null, seatsUsed: null, peak: null, average: null, difference: null },
    ...{ daysRead: 0, amount: null },
  };

  it('is that nothing was read, which isn’t zero', async () => {
    show({
      lines: [aLine('North', unread)],
      totals: { seats: 0, seatsUsed: 0, billed: null, amounts: [] },
    });
    expect(await screen.findByText('Seats unknown')).toBeTruthy();
    expect(screen.getByText('No seats are known for October 2026')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.queryByText('0')).toBeNull();
  });

  it('is that nothing was read, although something was billed', async () => {
    show({
      lines: [aLine('North', { ...unread, billed: 9 })],
      totals: { seats: 0, seatsUsed: 0, billed: 9, amounts: [] },
      billing,
    });
    expect(await screen.findByText('Seats unknown')).toBeTruthy();
    expect(screen.getByRole('row', { name: /^North/ }).textContent).toContain('9');
  });

  it('is which customer wasn’t read, where others were', async () => {
    show({ lines: [aLine('North'), aLine('South', unread)] });
    expect(await screen.findByText('K-1 · No day was read')).toBeTruthy();
    expect(screen.getByText('8 seats · EUR 100.00')).toBeTruthy();
  });
});

describe('what was billed', () => {
  it('can be added or agreed with by those who manage customers', async () => {
    show();
    expect(await screen.findByRole('button', { name: 'Add what was billed' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Acknowledge' })).toBeTruthy();
  });

  it('can’t by someone who only exports it', async () => {
    show({}, { permissions: ['customers.read', 'users.export'] });
    expect(await screen.findByRole('button', { name: 'Export' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add what was billed' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });

  it('comes from a file, too', async () => {
    const { writes } = show(
      {},
      { answer: ({ method }) => (method === 'POST' ? statement : undefined) },
    );
    await press('Add what was billed');
    const dialog = await screen.findByRole('dialog', { name: 'What was billed for October 2026' });
    const file = new File(['North,8'], 'billed.csv', { type: 'text/csv' });
    await userEvent.upload(within(dialog).getByLabelText('File with what was billed'), file);
    expect(await screen.findByText('Added what was billed')).toBeTruthy();
    expect(writes().map(({ path }) => path)).toEqual(['/api/statements/stm_1/billed']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('lists each row to fix, and nothing was saved', async () => {
    const errors = [2, 3].map((row) => ({
      ...{ path: `rows[${row}]`, code: 'x', message: `Row ${row}: Enter a number of seats.` },
    }));
    show(
      {},
      {
        answer: ({ method }) =>
          method === 'POST' ? aProblem(400, 'invalid_request', { errors }) : undefined,
      },
    );
    await press('Add what was billed');
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByLabelText('Or paste the rows'));
    await userEvent.paste('North,x\nSouth,y');
    await press('Add', dialog);
    expect(await within(dialog).findByText('Nothing was saved. Fix these rows:')).toBeTruthy();
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['Row 2: Enter a number of seats.', 'Row 3: Enter a number of seats.']);
  });
});

describe('agreeing with a statement', () => {
  it('warns that nothing was billed yet', async () => {
    show();
    await press('Acknowledge');
    const dialog = await screen.findByRole('dialog', { name: 'Acknowledge October 2026' });
    expect(within(dialog).getByText('What was billed hasn’t been added.')).toBeTruthy();
  });

  it('warns of one customer that was billed differently', async () => {
    show({
      lines: [aLine('North', { billed: 5, variance: -3, state: 'under' })],
      billing: { at: '2026-11-02T08:00:00.000Z', by: 'bo@desk.example' },
    });
    await press('Acknowledge');
    expect(await screen.findByText('1 customer was billed differently.')).toBeTruthy();
  });

  it('keeps the note if someone else was faster', async () => {
    const detail = 'Bo has acknowledged it meanwhile.';
    show(
      {},
      {
        answer: ({ method }) =>
          method === 'POST' ? aProblem(409, 'already_acknowledged', { detail }) : undefined,
      },
    );
    await press('Acknowledge');
    const dialog = await screen.findByRole('dialog');
    const note = within(dialog).getByLabelText<HTMLTextAreaElement>(/^Note/);
    await userEvent.click(note);
    await userEvent.paste('Agreed by phone.');
    await press('Acknowledge', dialog);
    expect(await within(dialog).findByText(detail)).toBeTruthy();
    expect(note.value).toBe('Agreed by phone.');
  });
});

it('a statement that can’t be loaded is replaced by the reason, without actions', async () => {
  show({}, { answer: () => aProblem(404, 'not_found', { detail: 'There is no such statement.' }) });
  expect(await screen.findByText('There is no such statement.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Print' })).toBeNull();
});

it('is printed with one click', async () => {
  const print = vi.fn();
  vi.stubGlobal('print', print);
  show({}, { permissions: ['customers.read'] });
  await press('Print');
  await waitFor(() => expect(print).toHaveBeenCalledTimes(1));
});
