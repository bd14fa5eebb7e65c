import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CustomersView } from '@/components/customers/customers-view';
import type { ApiCall } from '@/tests/components/users/support';
import { aProblem, renderAt, stubApi } from '@/tests/components/users/support';
import { push } from '@/tests/support/navigation';
import { aCustomer, aCustomersPage, manager } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const acme = aCustomer('Acme', {
  ...{ domains: ['acme.example', 'xn--bcher-kva.example'], externalId: 'K-1042' },
  ...{ tags: ['Gold'], pricePerSeat: 4.5, currency: 'EUR' },
});
const birch = aCustomer('Birch', { users: null, seats: null, seatsUsed: null, devices: null });

const suggested = {
  items: [
    { domain: 'kestrel.example', name: 'Kestrel', users: 6, seats: 30 },
    { domain: 'northfold.example', name: 'Northfold', users: 1, seats: 1 },
  ],
  total: 2,
};

function show(
  searchParams: string,
  page = aCustomersPage([acme, birch]),
  { permissions = manager, isConfined = false, answer }: Partial<Options> = {},
) {
  const calls = stubApi((call) => {
    const said = answer?.(call);
    if (said !== undefined) return said;
    if (call.path === '/api/customers/suggestions') return suggested;
    return page;
  });
  renderAt(searchParams, <CustomersView {...{ permissions, isConfined }} />);
  return calls;
}
type Options = { permissions: string[]; isConfined: boolean; answer: (call: ApiCall) => unknown };

const press = async (name: string, where: HTMLElement = document.body) =>
  userEvent.click(await within(where).findByRole('button', { name }));

describe('the list of customers', () => {
  it('shows what each has and pays for, and a dash for what isn’t known', async () => {
    show('');
    const row = (await screen.findByRole('link', { name: 'Acme' })).closest('tr');
    expect(row?.textContent).toContain('acme.example +1');
    expect(row?.textContent).toContain('K-1042');
    expect(row?.textContent).toContain('25 /  of 40');
    expect(row?.textContent).toContain('EUR 4.50');
    expect(screen.getByRole('link', { name: 'Acme' }).getAttribute('href')).toBe(
      '/customers/cus_acme',
    );
    const unknown = screen.getByRole('link', { name: 'Birch' }).closest('tr');
    expect(unknown && within(unknown).getAllByText('unknown').length).toBeGreaterThan(1);
    const unassigned = screen.getByRole('link', { name: '3 users unassigned' });
    expect(unassigned.getAttribute('href')).toBe('/users?account=all&customer=none');
    expect(screen.getByRole('link', { name: 'Import…' }).getAttribute('href')).toBe(
      '/customers/import',
    );
    expect(unassigned.parentElement?.textContent).toBe(
      '12 users · 50 of 80 seats in use · 4 devices · 3 users unassigned',
    );
  });

  it('requests what the URL says', async () => {
    const calls = show('?search=acme&tag=Gold&sort=-users&page=2&pageSize=25', {
      ...aCustomersPage([acme], { total: 26 }),
    });
    await screen.findByRole('link', { name: 'Acme' });
    expect(calls.map((call) => call.path)).toContain(
      '/api/customers?sort=-users&search=acme&tag=Gold&page=2&pageSize=25',
    );
  });

  it('says what to do first while there are no customers', async () => {
    show('', aCustomersPage([], { summary: { ...noSums, customers: 0 } }));
    expect(await screen.findByText('No customers yet')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Suggestions 2' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Add customer' })).toBeTruthy();
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it.each([
    ['who may only read', { permissions: ['users.read', 'customers.read'] }],
    ['who sees only some customers', { isConfined: true }],
  ])('offers no new customer to someone %s', async (_, options) => {
    const calls = show('', undefined, options);
    await screen.findByRole('link', { name: 'Acme' });
    expect(screen.queryByRole('button', { name: 'Add customer' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Import…' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Suggestions/ })).toBeNull();
    expect(calls.map((call) => call.path)).not.toContain('/api/customers/suggestions');
  });
});

const noSums = { users: 0, seats: 0, seatsUsed: 0, devices: 0 };

describe('suggested customers', () => {
  const accepted = ({ method }: ApiCall) =>
    method === 'POST'
      ? {
          created: [{ id: 'cus_k', name: 'Kestrel', domain: 'kestrel.example' }],
          skipped: [],
        }
      : undefined;

  it('are accepted one by one', async () => {
    const calls = show('', undefined, { answer: accepted });
    await press('Suggestions 2');
    const dialog = await screen.findByRole('dialog', { name: 'Suggested customers' });
    expect(dialog.textContent).toContain('northfold.example · 1 user · 1 seat');
    await press('Add Kestrel', dialog);
    await waitFor(() =>
      expect(calls.filter(({ method }) => method === 'POST')).toMatchObject([
        { path: '/api/customers/suggestions', body: { domains: ['kestrel.example'] } },
      ]),
    );
  });

  it('are accepted all at once, which closes the dialog', async () => {
    const calls = show('', undefined, { answer: accepted });
    await press('Suggestions 2');
    await press('Add all 2', await screen.findByRole('dialog', { name: 'Suggested customers' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'POST')).toMatchObject([
      { body: { all: true } },
    ]);
  });
});

describe('adding a customer', () => {
  it('sends what was typed, split into domains and tags, and opens it', async () => {
    const calls = show('', undefined, {
      answer: ({ method }) => (method === 'POST' ? aCustomer('Cedar') : undefined),
    });
    await press('Add customer');
    const dialog = await screen.findByRole('dialog', { name: 'Add customer' });
    const type = (label: RegExp, text: string) =>
      userEvent.type(within(dialog).getByLabelText(label), text);
    await type(/^Name/, 'Cedar');
    await type(/^Email domains/, 'cedar.example, cedar.test');
    await type(/^Price/, '4,5');
    await type(/^Currency/, 'EUR');
    await type(/^Tags/, 'Gold, North');
    await press('Add customer', dialog);
    await waitFor(() => expect(push).toHaveBeenCalledWith('/customers/cus_cedar'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ name: 'Cedar', domains: ['cedar.example', 'cedar.test'], externalId: null },
      ...{ rules: [], ownFields: [] },
      ...{ pricePerSeat: 4.5, currency: 'EUR', tags: ['Gold', 'North'], note: null },
    });
  });

  it('sends nothing while the price isn’t a number', async () => {
    const calls = show('');
    await press('Add customer');
    const dialog = await screen.findByRole('dialog', { name: 'Add customer' });
    await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Cedar');
    await userEvent.type(within(dialog).getByLabelText(/^Price/), 'four');
    await press('Add customer', dialog);
    await within(dialog).findByRole('link', { name: 'Enter a number, such as 4.50.' });
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('keeps what was typed after an error and while the dialog is closed', async () => {
    show('', undefined, {
      answer: ({ method }) =>
        method === 'POST'
          ? aProblem(409, 'domain_taken', {
              detail: 'acme.example belongs to Acme.',
              errors: [{ path: 'domains', code: 'custom', message: 'It belongs to Acme.' }],
            })
          : undefined,
    });
    await press('Add customer');
    const dialog = await screen.findByRole('dialog', { name: 'Add customer' });
    await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Cedar');
    await press('Add customer', dialog);
    await within(dialog).findByRole('link', { name: 'It belongs to Acme.' });
    await press('Close', dialog);
    await press('Add customer');
    expect((await screen.findByLabelText(/^Name/)).getAttribute('value')).toBe('Cedar');
    await press('Cancel');
    await press('Add customer');
    expect((await screen.findByLabelText(/^Name/)).getAttribute('value')).toBe('');
  });
});
