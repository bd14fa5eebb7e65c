import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsersView } from '@/components/users/users-view';
import type { InvitedPage, InvitedPerson } from '@/lib/contract/invited';
import { firstDisplay } from '@/lib/shared/user-columns';
import { aPage, aProblem, aUser, everything, renderAt, stubApi, type ApiCall } from './support';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/users');
  vi.unstubAllGlobals();
});

const all = [...everything, 'batches.read'];

function show(searchParams = '', permissions = all) {
  const urls: string[] = [];
  renderAt(
    searchParams,
    <UsersView personId="stf_1" permissions={permissions} remembered={firstDisplay} />,
    (url) => urls.push(url),
  );
  return urls;
}

function aPerson(email: string, more: Partial<InvitedPerson> = {}): InvitedPerson {
  return {
    ...{ accountId: 'rpc_sandbox', email, status: 'invited', seats: 2, by: 'mia@desk.example' },
    ...{ at: '2026-11-22T10:00:00.000Z', batchId: 'bat_1', batchName: 'Spring' },
    ...more,
  };
}
const invited = (...items: InvitedPerson[]): InvitedPage => ({
  ...{ items, total: items.length, page: 1, pageSize: 50 },
});

const nobody = aPage([], { total: 0 });

/** No users; these invited people; batches are created. */
function answers(people: InvitedPage) {
  return ({ method, path }: ApiCall) => {
    if (path.startsWith('/api/invited')) return people;
    if (path.startsWith('/api/batches') && method === 'POST') return { id: 'bat_again' };
    return nobody;
  };
}
const batchesOf = (calls: readonly ApiCall[]) =>
  calls.filter(({ method, path }) => method === 'POST' && path.startsWith('/api/batches'));

describe('a search that finds no user', () => {
  it('finds who was invited, when, by whom and in which batch, and invites them again', async () => {
    const calls = stubApi(answers(invited(aPerson('new@kestrel.example'))));
    show('?search=new@kestrel.example');
    const section = await screen.findByRole('region', { name: 'Invited, no account yet' });
    expect(section.textContent).toContain('new@kestrel.example');
    expect(section.textContent).toContain('by mia@desk.example');
    expect(screen.queryByText(/No user has the address/)).toBeNull();
    expect(within(section).getByRole('link', { name: 'Open the batch' })).toHaveProperty(
      'pathname',
      '/invitations/bat_1',
    );
    await userEvent.click(
      within(section).getByRole('button', { name: 'Invite again: new@kestrel.example' }),
    );
    const link = await within(section).findByRole('link', { name: /that invites new@kestrel/ });
    expect(link).toHaveProperty('pathname', '/invitations/bat_again');
    expect(batchesOf(calls)).toMatchObject([
      {
        path: '/api/batches?account=rpc_sandbox',
        body: { name: 'Invited again', rows: [{ email: 'new@kestrel.example', seats: 2 }] },
      },
    ]);
  });

  it('offers to add or invite an address that no one has', async () => {
    const calls = stubApi(answers(invited()));
    show('?search=Who@Kestrel.example');
    await screen.findByText('No user has the address who@kestrel.example');
    expect(screen.getByRole('link', { name: 'Add as a user' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Invite' }));
    const dialog = await screen.findByRole('dialog', { name: 'Invite who@kestrel.example?' });
    const seats = within(dialog).getByLabelText('Seats');
    await userEvent.clear(seats);
    await userEvent.type(seats, '3,5');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Invite' }));
    expect(within(dialog).getByText('Enter a whole number of seats.')).toBeTruthy();
    await userEvent.clear(seats);
    await userEvent.type(seats, '3');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Invite' }));
    await waitFor(() => expect(location.pathname).toBe('/invitations/bat_again'));
    expect(batchesOf(calls)[0]?.body).toEqual({
      name: 'who@kestrel.example',
      rows: [{ email: 'who@kestrel.example', seats: 3 }],
    });
  });

  it('offers nothing to those who may not, or while another filter is on', async () => {
    stubApi(answers(invited()));
    show('?search=who@kestrel.example', ['users.read']);
    await screen.findByText('No user has the address who@kestrel.example');
    expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
    cleanup();
    show('?search=who@kestrel.example&status=active');
    await screen.findByText('No matching users');
    expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
  });

  it('isn’t asked about invitations by someone who may not see them, or with many users', async () => {
    const calls = stubApi(() => aPage([aUser('ann@kestrel.example')], { total: 40 }));
    show('?search=kestrel');
    await screen.findByLabelText('ann@kestrel.example');
    cleanup();
    show('?search=zzz', ['users.read']);
    await screen.findByLabelText('ann@kestrel.example');
    expect(calls.filter(({ path }) => path.startsWith('/api/invited'))).toEqual([]);
  });
});

describe('the list of invited people', () => {
  const people = invited(
    aPerson('ann@kestrel.example'),
    aPerson('bob@kestrel.example', { seats: 0, batchName: null }),
  );

  it('is a filter of the users, kept in the URL with the search', async () => {
    const calls = stubApi(({ path }) => (path.startsWith('/api/invited') ? people : aPage([])));
    const urls = show('?search=kestrel&seats=over');
    await userEvent.click(await screen.findByRole('button', { name: 'Add filter' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Invited, no account yet' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?search=kestrel&show=invited'));
    const row = (await screen.findByText('ann@kestrel.example')).closest('tr');
    expect(row?.textContent).toContain('Spring');
    expect(calls.at(-1)?.path).toBe('/api/invited?page=1&pageSize=50&search=kestrel');
    await userEvent.click(screen.getByRole('button', { name: 'Remove people filter' }));
    await waitFor(() => expect(urls.at(-1)).toBe('?search=kestrel'));
  });

  it('keeps the customer, who can be changed there', async () => {
    const calls = stubApi(({ path }) => {
      if (path.startsWith('/api/customers')) return { items: [{ id: 'cus_1', name: 'Acme' }] };
      return path.startsWith('/api/invited') ? invited() : aPage([]);
    });
    const urls = show('?customer=cus_1&seats=over');
    await userEvent.click(await screen.findByRole('button', { name: 'Add filter' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Invited, no account yet' }));
    await screen.findByText('No one of this customer is waiting');
    expect(urls.at(-1)).toBe('?customer=cus_1&show=invited');
    expect(calls.map(({ path }) => path)).toContain(
      '/api/invited?page=1&pageSize=50&customer=cus_1',
    );
    expect(await screen.findByRole('button', { name: /^Customer.*Acme/ })).toBeTruthy();
  });

  it('invites those selected again in one batch, once confirmed, and shows a refusal', async () => {
    let isRefused = true;
    const calls = stubApi((call) => {
      if (call.path.startsWith('/api/batches') && isRefused) {
        return aProblem(400, 'invalid_request', { detail: 'Two rows ask for too many seats.' });
      }
      return answers(people)(call);
    });
    show('?show=invited');
    await screen.findByText('ann@kestrel.example');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    await userEvent.click(screen.getByRole('button', { name: 'Invite again…' }));
    const dialog = screen.getByRole('dialog', { name: 'Invite 2 people again?' });
    const confirm = within(dialog).getByRole('button', { name: 'Invite 2 people' });
    await userEvent.click(confirm);
    await within(dialog).findByText('Two rows ask for too many seats.');
    isRefused = false;
    await userEvent.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getAllByRole('link', { name: /^Open the batch/ })).toHaveLength(2);
    expect(screen.queryByText('2 people selected')).toBeNull();
    expect(batchesOf(calls).at(-1)?.body).toEqual({
      name: 'Invited again',
      rows: [
        { email: 'ann@kestrel.example', seats: 2 },
        { email: 'bob@kestrel.example', seats: 0 },
      ],
    });
  });

  it('invites all that match again, also those on other pages, and can then be undone', async () => {
    const all = Array.from({ length: 130 }, (_, at) => aPerson(`p${at}@kestrel.example`));
    const calls = stubApi((call) => {
      if (!call.path.startsWith('/api/invited')) return answers(people)(call);
      const { searchParams } = new URL(call.path, 'http://desk.example');
      const size = Number(searchParams.get('pageSize'));
      const start = (Number(searchParams.get('page')) - 1) * size;
      return { ...invited(...all.slice(start, start + size)), total: all.length };
    });
    show('?show=invited&search=kestrel');
    await screen.findByText('p0@kestrel.example');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    screen.getByText('50 people selected');
    await userEvent.click(screen.getByRole('button', { name: 'Select all 130 matching people' }));
    screen.getByText('130 people selected');
    await userEvent.click(screen.getByRole('button', { name: 'Invite again…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Invite 130 people again?' });
    expect(dialog.textContent).toContain('Sending starts after 20 seconds, so you can undo it.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Invite 130 people' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls.map(({ path }) => path)).toContain(
      '/api/invited?page=1&pageSize=500&search=kestrel',
    );
    const body = batchesOf(calls).at(-1)?.body as { rows: unknown[]; holdSeconds: number };
    expect(body.holdSeconds).toBe(20);
    expect(body.rows).toHaveLength(130);
    expect(body.rows.at(-1)).toEqual({ email: 'p129@kestrel.example', seats: 2 });
    expect(screen.queryByText('130 people selected')).toBeNull();
  });

  it('finds the batch of a lost response by the same key', async () => {
    let isLost = true;
    const calls = stubApi((call) => {
      if (call.path.startsWith('/api/batches') && isLost) throw new TypeError('lost');
      return answers(people)(call);
    });
    show('?show=invited');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Invite again: ann@kestrel.example' }),
    );
    await waitFor(() => expect(batchesOf(calls)).toHaveLength(1));
    isLost = false;
    await userEvent.click(
      screen.getByRole('button', { name: 'Invite again: ann@kestrel.example' }),
    );
    await screen.findByRole('link', { name: /^Open the batch/ });
    const keys = batchesOf(calls).map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).not.toBeNull();
    expect(keys[1]).toBe(keys[0]);
  });

  it('can only be read by someone who may not invite', async () => {
    stubApi(answers(people));
    show('?show=invited', ['users.read', 'batches.read']);
    await screen.findByText('ann@kestrel.example');
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: /Invite again/ })).toBeNull();
  });

  it('says that no one is waiting, and leaves with the saved view', async () => {
    stubApi(answers(invited()));
    const urls = show('?show=invited&view=viw_1');
    await screen.findByText('No one is waiting');
    await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(urls.at(-1)).toBe(''));
  });
});
