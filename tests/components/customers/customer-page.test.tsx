import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CustomerPage } from '@/components/customers/customer-page';
import type { Customer } from '@/lib/contract/customers';
import {
  aPage,
  aProblem,
  aUser,
  renderAt,
  stubApi,
  type ApiCall,
} from '@/tests/components/users/support';
import { push } from '@/tests/support/navigation';
import { aCustomer, aCustomersPage, manager } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const acme = aCustomer('Acme', {
  ...{ domains: ['acme.example'], externalId: 'K-1042', note: 'Pays late.', tags: ['Gold'] },
  ...{ pricePerSeat: 4.5, currency: 'EUR' },
});

const signIn = {
  ...{ id: 'evt_1', at: '2026-11-30T09:00:00.000Z', action: 'auto_login.opened' },
  ...{ actor: { id: 'stf_2', email: 'bo@desk.example' }, actorName: 'Bo' },
  ...{ target: 'ann@acme.example', outcome: 'success', reason: 'Printer', ticket: 'HD-12' },
  ...{ requestId: 'r', ip: null, details: {}, sequence: 1, hash: null, accountId: 'rpc_1' },
};

const changes = {
  since: '2026-11-23',
  items: [
    {
      ...{ accountId: 'rpc_1', username: 'ann@acme.example', key: 'usr_ann', kind: 'more' },
      ...{ before: { seats: 5, seatsUsed: 5 }, after: { seats: 9, seatsUsed: 5 } },
    },
    {
      ...{ accountId: 'rpc_1', username: 'gone@acme.example', key: 'usr_gone', kind: 'left' },
      ...{ before: { seats: 1, seatsUsed: 0 }, after: null },
    },
  ],
  counts: { joined: 0, left: 1, more: 1, less: 0 },
  seats: 3,
};

function show(answer: (call: ApiCall) => unknown = () => undefined, permissions = manager) {
  const calls = stubApi((call) => {
    const said = answer(call);
    if (said !== undefined) return said;
    const { path: asked } = call;
    if (asked.includes('password=stored')) return aPage([], { total: 4 });
    if (asked.startsWith('/api/users?')) return aPage([aUser('ann@acme.example')], { total: 9 });
    if (asked.startsWith('/api/devices?')) return { items: [], total: 0 };
    if (asked.endsWith('/sign-ins')) return { items: [signIn], nextCursor: null };
    if (asked.startsWith('/api/seats-history')) return { points: [] };
    if (asked.startsWith('/api/seats-changes')) return changes;
    if (asked.startsWith('/api/customers?')) return aCustomersPage([acme, aCustomer('Birch')]);
    return acme;
  });
  renderAt('', <CustomerPage id="cus_acme" permissions={permissions} />);
  return calls;
}

const press = async (name: string, where: HTMLElement = document.body) =>
  userEvent.click(await within(where).findByRole('button', { name }));

const choose = async (name: string) => {
  await press('More actions');
  await userEvent.click(await screen.findByRole('menuitem', { name }));
};

describe('the page of a customer', () => {
  it('shows its facts, and leads to its users, devices and sign-ins', async () => {
    const calls = show();
    expect(await screen.findByRole('heading', { level: 1, name: 'Acme' })).toBeTruthy();
    expect(screen.getByText('EUR 4.50 a month')).toBeTruthy();
    expect(screen.getByText('Pays late.')).toBeTruthy();
    expect((await screen.findByRole('link', { name: '9 users' })).getAttribute('href')).toBe(
      '/users?account=all&customer=cus_acme',
    );
    const users = screen.getByRole('region', { name: 'Users' });
    expect(within(users).getByRole('link', { name: 'ann@acme.example' })).toBeTruthy();
    const signIns = screen.getByRole('region', { name: 'Last sign-ins' });
    expect((await within(signIns).findByText('Bo · HD-12 · Printer')).textContent).toBeTruthy();
    expect(await screen.findByText(/^None yet. Select devices/)).toBeTruthy();
    expect(calls.map((call) => call.path)).toContain('/api/seats-history?customer=cus_acme');
  });

  it('says for how many users the password is stored, and leads to them', async () => {
    show();
    const stored = await screen.findByRole('link', { name: '4 of 6 users' });
    expect(stored.getAttribute('href')).toBe(
      '/users?account=all&customer=cus_acme&password=stored',
    );
    cleanup();
    show(({ path }) => (path.includes('password=stored') ? aPage([], { total: 0 }) : undefined));
    const term = await screen.findByText('Stored passwords');
    await waitFor(() => expect(term.nextElementSibling?.textContent).toBe('None'));
  });

  it('shows what changed lately, and leads to those who are still there', async () => {
    show();
    const lately = await screen.findByRole('region', { name: 'Changed since 23 Nov 2026' });
    expect(within(lately).getByText('1 left · 1 got more seats · +3 seats')).toBeTruthy();
    const [more, left] = within(lately).getAllByRole('listitem');
    expect(more?.textContent).toBe('ann@acme.example5 → 9 seats');
    expect(left?.textContent).toBe('gone@acme.exampleLeft, had 1 seat');
    expect(within(lately).getAllByRole('link')).toHaveLength(1);
  });

  it('says how many changed beside those it names', async () => {
    const [more] = changes.items;
    const items = Array.from({ length: 9 }, (_, at) => ({
      ...more,
      username: `p${at}@acme.example`,
    }));
    const many = { ...changes, items, counts: { joined: 0, left: 0, more: 9, less: 0 } };
    show(({ path }) => (path.startsWith('/api/seats-changes') ? many : undefined));
    const lately = await screen.findByRole('region', { name: 'Changed since 23 Nov 2026' });
    const lines = within(lately).getAllByRole('listitem');
    expect(lines.map(({ textContent }) => textContent).slice(5)).toEqual([
      'p5@acme.example5 → 9 seats',
      'and 3 more',
    ]);
  });

  it('asks for no devices, sign-ins or changes that the person may not see or make', async () => {
    const calls = show(undefined, ['users.read', 'customers.read']);
    await screen.findByRole('heading', { level: 1, name: 'Acme' });
    await screen.findByRole('link', { name: '9 users' });
    expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'More actions' })).toBeNull();
    const asked = calls.map((call) => call.path).join(' ');
    expect(asked).not.toContain('/api/devices');
    expect(asked).not.toContain('sign-ins');
  });
});

describe('editing a customer', () => {
  async function edit(field: RegExp, text: string) {
    await press('Edit');
    const dialog = await screen.findByRole('dialog', { name: 'Edit Acme' });
    const input = within(dialog).getByLabelText(field);
    await userEvent.clear(input);
    await userEvent.type(input, text);
    await press('Save', dialog);
    return dialog;
  }

  it('sends only what was changed, with the version that was edited', async () => {
    const calls = show(({ method }) => (method === 'PATCH' ? acme : undefined));
    await edit(/^External number/, 'K-7');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'PATCH')).toMatchObject([
      { path: '/api/customers/cus_acme', body: { externalId: 'K-7', version: 1 } },
    ]);
  });

  it('shows what someone else saved meanwhile, keeps what was typed, and saves only that on top', async () => {
    let now: Customer = acme;
    const calls = show(({ method, path: asked, body }) => {
      if (method === 'PATCH' && (body as { version: number }).version < now.version) {
        return aProblem(409, 'customer_changed', { detail: 'Someone changed it.' });
      }
      return asked === '/api/customers/cus_acme' ? now : undefined;
    });
    await screen.findByText('Pays late.');
    now = { ...acme, version: 2, note: 'Pays on time.', externalId: 'K-9' };
    const dialog = await edit(/^External number/, 'K-7');
    const notice = await within(dialog).findByRole('status');
    await waitFor(() => expect(notice.textContent).toContain('Note: now “Pays on time.”'));
    expect(notice.textContent).toContain('External number: now “K-9”, which yours would replace');
    expect(within(dialog).getByLabelText(/^External number/)).toHaveProperty('value', 'K-7');
    expect(within(dialog).getByLabelText(/^Note/)).toHaveProperty('value', 'Pays on time.');
    await press('Save', dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'PATCH').at(-1)?.body).toEqual({
      externalId: 'K-7',
      version: 2,
    });
  });
});

describe('rules and own fields', () => {
  it('are shown, and edited in rows', async () => {
    const ruled = {
      ...acme,
      rules: [{ of: 'users' as const, kind: 'tag' as const, value: 'VIP' }],
      ownFields: [{ name: 'Account manager', value: 'Jo' }],
    };
    const calls = show(({ method, path: asked }) =>
      method === 'PATCH' || asked === '/api/customers/cus_acme' ? ruled : undefined,
    );
    expect(await screen.findByText('Users with the tag “VIP”')).toBeTruthy();
    expect(screen.getByText('Account manager')).toBeTruthy();
    await press('Edit');
    const dialog = await screen.findByRole('dialog', { name: 'Edit Acme' });
    await press('Add rule', dialog);
    const kind = within(dialog).getByLabelText('Rule 2: what it finds');
    await waitFor(() => expect(document.activeElement).toBe(kind));
    await userEvent.selectOptions(kind, 'Devices whose name contains');
    await userEvent.type(within(dialog).getByLabelText('Rule 2: text'), 'kiosk-*');
    await press('Remove field 1', dialog);
    // A row that is left empty is none.
    await press('Add rule', dialog);
    await press('Save', dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.filter(({ method }) => method === 'PATCH')).toMatchObject([
      {
        body: {
          rules: [
            { of: 'users', kind: 'tag', value: 'VIP' },
            { of: 'devices', kind: 'name', value: 'kiosk-*' },
          ],
          ownFields: [],
          version: 1,
        },
      },
    ]);
  });
});

describe('a customer that is two companies', () => {
  it('is split by domain and by hand, with how many move shown first', async () => {
    const done = { from: acme, into: aCustomer('North'), moved: 3, skipped: [], skippedCount: 0 };
    let isChanged = true;
    const calls = show(({ path, body }) => {
      if (path.endsWith('/split/preview')) {
        const { domains } = body as { domains: string[] };
        return {
          ...{ version: 1, users: 9, moved: domains.length * 2, rules: [] },
          domains: [{ domain: 'acme.example', users: 2 }],
        };
      }
      if (path.includes('pageSize=50')) {
        return aPage([aUser('ann@acme.example'), aUser('bo@gmail.com')], { total: 2 });
      }
      if (!path.endsWith('/split')) return undefined;
      if (!isChanged) return done;
      isChanged = false;
      return aProblem(409, 'customer_changed', { detail: 'Someone else changed Acme.' });
    });
    await screen.findByRole('heading', { level: 1, name: 'Acme' });
    await choose('Split into two customers…');
    const dialog = await screen.findByRole('dialog', { name: 'Split Acme' });
    await within(dialog).findByText(/^0 users go to the other customer/);
    await press('Split customer', dialog);
    within(dialog).getByText('Enter a name for the new customer.');
    within(dialog).getByText('Select domains, rules, or users.');
    await userEvent.type(within(dialog).getByLabelText('Name of the new customer'), 'North');
    await userEvent.click(within(dialog).getByRole('checkbox', { name: /^acme\.example/ }));
    await within(dialog).findByText('2 users go to North. 7 of 9 stay with Acme.');
    const ann = await within(dialog).findByRole<HTMLInputElement>('checkbox', {
      name: 'ann@acme.example',
    });
    // She goes with her domain.
    expect([ann.checked, ann.disabled]).toEqual([true, true]);
    await userEvent.click(within(dialog).getByRole('checkbox', { name: 'bo@gmail.com' }));
    within(dialog).getByText('1 selected.');
    await press('Split customer', dialog);
    await within(dialog).findByText('Someone else changed Acme.');
    await press('Split customer', dialog);
    await waitFor(() => expect(push).toHaveBeenCalledWith('/customers/cus_north'));
    const users = [{ accountId: aUser('bo@gmail.com').accountId, username: 'bo@gmail.com' }];
    expect(calls.findLast(({ path }) => path.endsWith('/split'))).toMatchObject({
      body: { name: 'North', domains: ['acme.example'], rules: [], users, version: 1 },
    });
  });
});

describe('a customer that isn’t wanted any more', () => {
  it('is merged into another one, which opens', async () => {
    const calls = show(({ method }) => (method === 'POST' ? aCustomer('Birch') : undefined));
    await choose('Merge into another customer…');
    const dialog = await screen.findByRole('dialog', { name: 'Merge Acme into another customer' });
    expect(within(dialog).queryByRole('radio', { name: /Acme/ })).toBeNull();
    await press('Merge', dialog);
    expect(await within(dialog).findByText('Select a customer.')).toBeTruthy();
    await userEvent.click(await within(dialog).findByRole('radio', { name: /Birch/ }));
    await press('Merge into Birch', dialog);
    await waitFor(() => expect(push).toHaveBeenCalledWith('/customers/cus_birch'));
    expect(calls.find(({ method }) => method === 'POST')).toMatchObject({
      ...{ path: '/api/customers/cus_acme/merge', body: { into: 'cus_birch' } },
    });
  });

  it('is deleted after a question, and the list opens', async () => {
    const calls = show(({ method }) =>
      method === 'DELETE' ? new Response(null, { status: 204 }) : undefined,
    );
    await choose('Delete…');
    await press('Delete customer', await screen.findByRole('dialog', { name: 'Delete Acme?' }));
    await waitFor(() => expect(push).toHaveBeenCalledWith('/customers'));
    expect(calls.find(({ method }) => method === 'DELETE')?.path).toBe('/api/customers/cus_acme');
  });
});
