import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it } from 'vitest';
import { StatementsView } from '@/components/statements/statements-view';
import { Toaster } from '@/components/ui/toaster';
import type {
  StatementRecipients,
  StatementSettings,
  StatementSummary,
} from '@/lib/contract/statements';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

beforeAll(() =>
  Promise.all([
    import('@/components/statements/create-statement-dialog'),
    import('@/components/statements/settings-dialog'),
  ]),
);

const manager = ['users.read', 'customers.read', 'customers.manage'];
const byHand: StatementSettings = {
  ...{ day: null, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30 },
  mailTo: ['stf_1'],
};
const recipients: StatementRecipients = {
  ...{ sendsMail: true, items: [{ id: 'stf_1', name: 'Mia', email: 'mia@desk.example' }] },
};

const aSummary = (id: string, more: Partial<StatementSummary> = {}): StatementSummary => ({
  ...{ id, month: '2026-10', version: 1, correction: null, isLatest: true },
  ...{ createdAt: '2026-11-01T00:10:00.000Z', createdBy: 'system', through: '2026-10-31' },
  ...{ customers: 3, missingDays: 0, seats: 1_200, isBilled: true, variances: 0 },
  ...{ amounts: [{ currency: 'EUR', amount: '1250.50' }], isAcknowledged: false },
  ...more,
});

type Shown = {
  items?: StatementSummary[];
  permissions?: string[];
  settings?: Partial<StatementSettings>;
  answer?: (call: ApiCall) => unknown;
};

function show({ items = [], permissions = manager, settings = byHand, answer }: Shown = {}) {
  const calls = stubApi((call) => {
    const said = answer?.(call);
    if (said !== undefined) return said;
    if (call.path === '/api/statements/settings') return { ...byHand, ...settings };
    if (call.path === '/api/statements/recipients') return recipients;
    return { items };
  });
  renderAt(
    '',
    <>
      <StatementsView permissions={permissions} />
      <Toaster />
    </>,
  );
  return { writes: () => calls.filter(({ method }) => method !== 'GET') };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('how far a statement is', () => {
  it.each([
    [{ isBilled: false }, 'Not billed yet'],
    [{ variances: 0 }, 'As billed'],
    [{ variances: 1 }, '1 variance'],
    [{ variances: 2 }, '2 variances'],
    [{ variances: 2, isAcknowledged: true }, 'Acknowledged'],
  ])('%j is “%s”', async (more, words) => {
    show({ items: [aSummary('stm_1', more)] });
    const table = await screen.findByRole('table', { name: 'Statements' });
    await waitFor(() => expect(table.getAttribute('aria-busy')).toBe('false'));
    expect(within(table).getAllByText(words).length).toBeGreaterThan(0);
  });

  it('names each currency, and that there is no price', async () => {
    const amounts = [
      { currency: 'EUR', amount: '1250.50' },
      { currency: 'CHF', amount: '-80' },
    ];
    show({ items: [aSummary('stm_1', { amounts }), aSummary('stm_0', { amounts: [] })] });
    expect(await screen.findByText('EUR 1,250.50')).toBeTruthy();
    expect(screen.getByText('CHF −80')).toBeTruthy();
    expect(screen.getByText('no prices')).toBeTruthy();
  });
});

describe('the first statement', () => {
  it('is explained, and created from there', async () => {
    show();
    expect(await screen.findByText('No statements yet')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Create statement' })).toHaveLength(1);
    await press('Create statement');
    expect(await screen.findByRole('dialog', { name: 'Create statement' })).toBeTruthy();
  });

  it('says nothing of a day while statements are created by hand', async () => {
    show();
    expect(await screen.findByText('No statements yet')).toBeTruthy();
    expect(screen.queryByText(/created on day/)).toBeNull();
    expect(screen.getByText(/kept as they were, for billing\.$/)).toBeTruthy();
  });

  it('stays in its form with the month, if it can’t be created', async () => {
    const detail = 'Someone is creating it already.';
    show({
      answer: ({ method }) =>
        method === 'POST' ? aProblem(409, 'conflict', { detail }) : undefined,
    });
    await screen.findByText('No statements yet');
    await press('Create statement');
    const dialog = await screen.findByRole('dialog');
    const month = within(dialog).getByLabelText<HTMLSelectElement>('Month');
    const third = month.options[2]?.value ?? '';
    await userEvent.selectOptions(month, third);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create statement' }));
    expect(await within(dialog).findByText(detail)).toBeTruthy();
    expect(month.value).toBe(third);
  });
});

describe('the list of statements', () => {
  it('can’t be loaded: the reason, and another try', async () => {
    let isDown = true;
    show({
      items: [aSummary('stm_1')],
      answer: ({ path }) =>
        path === '/api/statements' && isDown ? aProblem(503, 'unavailable') : undefined,
    });
    expect(await screen.findByText('Couldn’t load statements')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Create statement' })).toBeNull();
    isDown = false;
    await press('Try again');
    expect(await screen.findByRole('link', { name: 'October 2026' })).toBeTruthy();
  });

  it('stays where it can’t be read again', async () => {
    let isDown = false;
    let tries = 0;
    show({
      items: [aSummary('stm_1')],
      answer: ({ method, path }) => {
        if (method === 'PUT') return byHand;
        if (path !== '/api/statements' || !isDown) return undefined;
        tries += 1;
        return aProblem(503, 'unavailable');
      },
    });
    expect(await screen.findByRole('link', { name: 'October 2026' })).toBeTruthy();
    isDown = true;
    await press('Schedule');
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }),
    );
    await waitFor(() => expect(tries).toBe(1));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('link', { name: 'October 2026' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Create statement' })).toBeTruthy();
  });
});

describe('the settings of statements', () => {
  const open = async (more: Shown = {}) => {
    const shown = show({ items: [aSummary('stm_1')], settings: { day: 3 }, ...more });
    await screen.findByText(/created on day 3 of each month/);
    await press('Schedule');
    const dialog = await screen.findByRole('dialog', { name: 'Statement settings' });
    await within(dialog).findByLabelText(/^Mia/);
    return { ...shown, dialog };
  };

  it('turn the schedule off', async () => {
    const { writes, dialog } = await open({
      answer: ({ method }) => (method === 'PUT' ? byHand : undefined),
    });
    await userEvent.selectOptions(within(dialog).getByLabelText(/^Create last/), 'By hand only');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(writes()[0]?.body).toEqual(byHand);
  });

  it('keep what was typed where a field is refused, and say so at that field alone', async () => {
    const message = 'Enter a number of days from 0 to 365.';
    const { dialog } = await open({
      answer: ({ method }) =>
        method === 'PUT'
          ? aProblem(400, 'invalid_request', { errors: [{ path: 'dueDays', code: 'x', message }] })
          : undefined,
    });
    const days = within(dialog).getByLabelText<HTMLInputElement>(/^Days until/);
    await userEvent.clear(days);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(message)).toBeTruthy();
    expect(days.value).toBe('');
    expect(within(dialog).queryByText('What happened.')).toBeNull();
  });

  it('forget what was typed when they are canceled', async () => {
    const { writes, dialog } = await open();
    const code = within(dialog).getByLabelText<HTMLInputElement>(/^Account code/);
    await userEvent.clear(code);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await press('Schedule');
    const again = await screen.findByRole('dialog');
    expect(within(again).getByLabelText<HTMLInputElement>(/^Account code/).value).toBe('200');
    expect(writes()).toEqual([]);
  });

  it('say that no statement can be emailed yet, where the server sends no email', async () => {
    const { dialog } = await open({
      answer: ({ path }) =>
        path.endsWith('/recipients') ? { ...recipients, sendsMail: false } : undefined,
    });
    expect(within(dialog).getByText(/^This server doesn’t send email yet/)).toBeTruthy();
  });

  it('email statements to no one, if no one is chosen', async () => {
    const { writes, dialog } = await open({
      answer: ({ method }) => (method === 'PUT' ? byHand : undefined),
    });
    await userEvent.click(within(dialog).getByLabelText(/^Mia/));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(writes()).toHaveLength(1));
    expect(writes()[0]?.body).toMatchObject({ mailTo: [] });
  });
});
