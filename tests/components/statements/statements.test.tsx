import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CreateStatementDialog } from '@/components/statements/create-statement-dialog';
import { StatementPage } from '@/components/statements/statement-page';
import { StatementsView } from '@/components/statements/statements-view';
import type { Statement, StatementList, StatementSummary } from '@/lib/contract/statements';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';
import { push } from '@/tests/support/navigation';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const reader = ['users.read', 'customers.read'];
const manager = [...reader, 'customers.manage', 'users.export'];

const summary: StatementSummary = {
  ...{ id: 'stm_1', month: '2026-10', version: 1, correction: null, isLatest: true },
  ...{ createdAt: '2026-11-01T00:10:00.000Z', createdBy: 'system', through: '2026-10-31' },
  ...{ customers: 3, missingDays: 2, seats: 1_200, isBilled: true, variances: 2 },
  ...{ amounts: [{ currency: 'EUR', amount: '1250.50' }], isAcknowledged: false },
};

type Line = Statement['lines'][number];

function aLine(name: string | null, more: Partial<Line>): Line {
  return {
    customer: name === null ? null : { id: `cus_${name}`, name, externalId: null },
    ...{ daysRead: 29, asOf: '2026-10-31', users: 2, seats: 8, seatsUsed: 5, peak: 11 },
    ...{ average: '9.62', pricePerSeat: '12.50', currency: 'EUR', amount: '100.00' },
    ...{ difference: -3, amountDifference: '-37.50' },
    ...{ billed: 8, variance: 0, state: 'equal' },
    ...more,
  };
}

const statement: Statement = {
  ...{ id: 'stm_1', month: '2026-10', version: 1, correction: null },
  ...{ createdAt: '2026-11-01T00:10:00.000Z', createdBy: 'system', through: '2026-10-31' },
  missingDays: ['2026-10-10', '2026-10-11', '2026-10-31'],
  lines: [
    aLine('North', {}),
    aLine('South', { billed: 5, variance: -3, state: 'under' }),
    aLine('East', { billed: null, variance: -8, state: 'under' }),
    aLine('West', { billed: 9, variance: 1, state: 'over', pricePerSeat: null, amount: null }),
    aLine(null, { billed: null, variance: null, state: 'none', seats: 4 }),
  ],
  totals: {
    ...{ seats: 36, seatsUsed: 25, billed: 22 },
    amounts: [{ currency: 'EUR', amount: '300.00' }],
  },
  billing: { at: '2026-11-02T08:00:00.000Z', by: 'bo@desk.example' },
  acknowledgement: null,
};

const settings = {
  ...{ day: 3, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30 },
  mailTo: ['stf_1', 'stf_gone'],
};
/** Mia, who gets statements, and Bo. */
const recipients = {
  sendsMail: true,
  items: [
    { id: 'stf_2', name: 'Bo', email: 'bo@desk.example' },
    { id: 'stf_1', name: 'Mia', email: 'mia@desk.example' },
  ],
};

function stub(one: Statement, answer: (call: ApiCall) => unknown = () => undefined) {
  return stubApi((call) => {
    const said = answer(call);
    if (said !== undefined) return said;
    if (call.path === '/api/statements') return { items: [summary] } satisfies StatementList;
    if (call.path === '/api/statements/settings') return settings;
    if (call.path === '/api/statements/recipients') return recipients;
    return one;
  });
}

function show(
  one = statement,
  {
    permissions = manager,
    answer,
  }: { permissions?: string[]; answer?: (call: ApiCall) => unknown } = {},
) {
  const calls = stub(one, answer);
  renderAt('', <StatementPage id="stm_1" permissions={permissions} />);
  return calls;
}

const press = async (name: string, where: HTMLElement = document.body) =>
  userEvent.click(await within(where).findByRole('button', { name }));

describe('the list of statements', () => {
  it('shows each month with its sums and how far it is, and when the next is created', async () => {
    stub(statement);
    renderAt('', <StatementsView permissions={manager} />);
    const link = await screen.findByRole('link', { name: 'October 2026' });
    expect(link.getAttribute('href')).toBe('/statements/stm_1');
    expect(screen.getByText('EUR 1,250.50')).toBeTruthy();
    expect(screen.getByText('2 days missing')).toBeTruthy();
    expect(screen.getAllByText('2 variances').length).toBeGreaterThan(0);
    expect(await screen.findByText(/created on day 3 of each month/)).toBeTruthy();
  });

  it('offers readers nothing to create or to set', async () => {
    stubApi(({ path }) => (path === '/api/statements' ? { items: [] } : settings));
    renderAt('', <StatementsView permissions={reader} />);
    expect(await screen.findByText('No statements yet')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Create statement' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Schedule' })).toBeNull();
  });

  it('saves on which day last month’s is created, and who gets it by email', async () => {
    const calls = stub(statement);
    renderAt('', <StatementsView permissions={manager} />);
    await screen.findByText(/on day 3/);
    await press('Schedule');
    const dialog = await screen.findByRole('dialog', { name: 'Statement settings' });
    await userEvent.selectOptions(
      within(dialog).getByLabelText(/^Create last month/),
      'On day 28 of each month',
    );
    const mia = await within(dialog).findByRole<HTMLInputElement>('checkbox', { name: /^Mia/ });
    expect(mia.checked).toBe(true);
    await userEvent.click(within(dialog).getByRole('checkbox', { name: /^Bo/ }));
    await press('Save', dialog);
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        ...{ ...settings, day: 28 },
        // Not who may not read statements any more.
        mailTo: ['stf_2', 'stf_1'],
      }),
    );
  });
});

describe('creating a statement', () => {
  const now = new Date('2026-11-20T10:00:00Z');

  it('asks for the reason where the month has one, and says if the month isn’t over', async () => {
    const calls = stub(statement, ({ method }) =>
      method === 'POST' ? { id: 'stm_2', month: '2026-10', version: 2 } : undefined,
    );
    renderAt('', <CreateStatementDialog items={[summary]} onClose={() => {}} now={now} />);
    await userEvent.selectOptions(screen.getByLabelText('Month'), '2026-11');
    expect(screen.getByText(/This month isn’t over/)).toBeTruthy();
    await userEvent.selectOptions(screen.getByLabelText('Month'), '2026-10');
    await press('Create new version');
    expect(screen.getByText('Enter a reason.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText(/^Reason/), 'Wrong price.');
    await press('Create new version');
    await waitFor(() => expect(push).toHaveBeenCalledWith('/statements/stm_2'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ month: '2026-10', correction: 'Wrong price.' },
    });
  });
});

describe('the page of a statement', () => {
  it('names missing days, and each variance in words', async () => {
    show();
    expect(await screen.findByRole('heading', { name: 'Statement for October 2026' })).toBeTruthy();
    expect(screen.getByText('3 days missing')).toBeTruthy();
    expect(screen.getByText(/10 Oct 2026 – 11 Oct 2026, 31 Oct 2026/)).toBeTruthy();
    const words = screen.getAllByRole('row').slice(1, 6);
    expect(words.map((row) => within(row).getAllByRole('cell').at(-1)?.textContent)).toEqual([
      ...['As billed', '3 seats short', 'Not billed: 8', '1 too many', '–not billed to anyone'],
    ]);
    expect(screen.getByText(/1 customer with seats has no price/)).toBeTruthy();
  });

  it('lists the rows of a list that can’t be read, and keeps the text', async () => {
    const message = 'Row 2: The statement has no customer “Nobody”, by name or external number.';
    const calls = show(
      { ...statement, billing: null },
      {
        answer: ({ method }) =>
          method === 'POST'
            ? aProblem(400, 'invalid_request', {
                errors: [{ path: 'rows[2]', code: 'x', message }],
              })
            : undefined,
      },
    );
    await press('Add what was billed');
    const dialog = await screen.findByRole('dialog', { name: /^What was billed/ });
    await press('Add', dialog);
    expect(within(dialog).getByText('Paste rows or choose a file.')).toBeTruthy();
    const field = within(dialog).getByLabelText('Or paste the rows') as HTMLTextAreaElement;
    await userEvent.click(field);
    await userEvent.paste('North,8\nNobody,3');
    await press('Add', dialog);
    expect(await within(dialog).findByText(message)).toBeTruthy();
    expect(field.value).toBe('North,8\nNobody,3');
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      text: 'North,8\nNobody,3',
    });
  });

  it('is acknowledged with a note, and nothing is offered afterwards', async () => {
    const calls = show();
    await press('Acknowledge');
    const dialog = await screen.findByRole('dialog', { name: 'Acknowledge October 2026' });
    expect(within(dialog).getByText('3 customers were billed differently.')).toBeTruthy();
    await userEvent.type(within(dialog).getByLabelText(/^Note/), 'Agreed by phone.');
    await press('Acknowledge', dialog);
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        note: 'Agreed by phone.',
      }),
    );
    cleanup();
    show({
      ...statement,
      acknowledgement: { at: '2026-11-03T08:00:00.000Z', by: 'bo@desk.example', note: 'Agreed.' },
    });
    expect(await screen.findByText(/^Acknowledged by bo@desk.example/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Replace what was billed' })).toBeNull();
  });

  it('lets readers print, and neither export nor change', async () => {
    show(statement, { permissions: reader });
    expect(await screen.findByRole('button', { name: 'Print' })).toBeTruthy();
    for (const name of ['Export', 'Acknowledge', 'Replace what was billed']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });
});
