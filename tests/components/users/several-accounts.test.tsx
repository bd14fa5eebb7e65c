import { firstDisplay } from '@/lib/shared/user-columns';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// Otherwise loaded when they first open, which takes a while on a busy machine.
import '@/components/account-choice/unavailable-accounts';
import '@/components/users/user-panel';
import { AddUserForm } from '@/components/users/add-user-form';
import { UsersView } from '@/components/users/users-view';
import { north, WithAccounts } from '@/tests/components/account-choice/support';
import { aPage, aUser, everything, openPolicy, panelAnswer, renderAt, stubApi } from './support';

const both = 'both@shared.example';
const inNorth = aUser(both, { accountId: 'rpc_north' });
const inSouth = aUser(both, { accountId: 'rpc_south', hasStoredPassword: true });
const ann = aUser('ann@north.example', { accountId: 'rpc_north' });

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/users');
  vi.unstubAllGlobals();
  document.cookie = 'accounts=; max-age=0; path=/';
});

function show(search: string, remembered?: string) {
  const steps: string[] = [];
  renderAt(
    search,
    <WithAccounts remembered={remembered ? { remotepc: remembered } : {}}>
      <UsersView personId="stf_1" permissions={everything} remembered={firstDisplay} />
    </WithAccounts>,
    (url, history) => steps.push(`${history} ${url}`),
  );
  return steps;
}

const listed = () =>
  stubApi(
    ({ path }) => panelAnswer(path, [ann, inNorth, inSouth]) ?? aPage([ann, inNorth, inSouth]),
  );
const rowsOf = async (name: string) =>
  (await screen.findAllByLabelText(name)).map((cell) => cell.closest('tr') as HTMLElement);

describe('users of all accounts', () => {
  it('have an Account column, and the URL names them', async () => {
    const calls = listed();
    show('?account=all');
    const rows = await rowsOf(both);
    expect(rows.map((row) => within(row).getAllByRole('cell')[2]?.textContent)).toEqual([
      ...['North', 'South'],
    ]);
    expect(screen.getByRole('columnheader', { name: 'Account' })).toBeTruthy();
    expect(calls[0]?.path).toContain('account=all');
  });

  it('are one selected row each, and exported by account', async () => {
    const calls = listed();
    show('?account=all');
    const [, second] = await rowsOf(both);
    await userEvent.click(within(second!).getByRole('checkbox'));
    expect(screen.getByText('1 user selected')).toBeTruthy();
    const marks = screen.getAllByRole('checkbox', { name: `Select ${both}` });
    expect(marks.map((mark) => (mark as HTMLInputElement).checked)).toEqual([false, true]);
    await userEvent.click(screen.getByRole('button', { name: 'Export selected' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Excel (XLSX)' }));
    await waitFor(() => expect(calls.at(-1)?.path).toContain('/api/users/export'));
    expect(calls.at(-1)).toMatchObject({
      path: '/api/users/export?sort=username&format=xlsx&columns=username%2Ccustomer%2Cseats%2CseatsUsed%2Cunused%2Cutilisation%2Cstatus%2CcreatedOn%2Cpassword%2Ctags',
      body: { users: [{ accountId: 'rpc_south', username: both }] },
    });
  });

  it('open by a key of their own, and their events are those of their account', async () => {
    const calls = listed();
    show('?account=all');
    const [, second] = await rowsOf(both);
    await userEvent.click(within(second!).getByRole('button', { name: both }));
    const panel = await screen.findByRole('dialog', { name: both });
    expect(within(panel).getByText('South')).toBeTruthy();
    expect(location.pathname).toBe(`/users/${inSouth.key}`);
    expect(inSouth.key).not.toBe(inNorth.key);
    const asked = await waitFor(() => {
      const found = calls.map(({ path }) => path).find((path) => path.includes('/activity'));
      if (!found) throw new Error('Not asked yet.');
      return found;
    });
    expect(asked).toContain('account=rpc_south');
  });

  it('are each under their own account’s sign-in policy', async () => {
    const answers = stubApi(() => aPage([{ ...inNorth, hasStoredPassword: true }, inSouth]));
    const stubbed = globalThis.fetch;
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) =>
      path === '/api/accounts/rpc_south/policy'
        ? Response.json({ ...openPolicy, blockedCustomers: [both] })
        : stubbed(path, init),
    );
    show('?account=all');
    const rows = await rowsOf(both);
    const buttonIn = (row: HTMLElement) =>
      within(row).getByRole('button', { name: `Sign in as ${both}` });
    await waitFor(() => expect(buttonIn(rows[1]!).getAttribute('aria-disabled')).toBe('true'));
    expect(buttonIn(rows[0]!).getAttribute('aria-disabled')).toBeNull();
    expect(answers.length).toBe(1);
  });

  it('are without an account that can’t be read, which a notice names', async () => {
    const calls = stubApi(() =>
      aPage([ann], {
        unavailable: [
          { accountId: 'rpc_south', name: 'South', code: 'x', detail: 'The key was rejected.' },
        ],
      }),
    );
    show('?account=all');
    await rowsOf('ann@north.example');
    expect(await screen.findByText('The users of South are missing')).toBeTruthy();
    expect(screen.getByText('The key was rejected.')).toBeTruthy();
    const before = calls.length;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(calls.length).toBe(before + 1));
  });
});

describe('the account', () => {
  it('is the remembered one without one in the URL, which wins', async () => {
    const calls = listed();
    show('', 'rpc_south');
    await rowsOf(both);
    expect(calls[0]?.path).toContain('account=rpc_south');
    cleanup();
    show('?account=rpc_north', 'rpc_south');
    await rowsOf(both);
    expect(calls.at(-1)?.path).toContain('account=rpc_north');
    expect(screen.queryByRole('columnheader', { name: 'Account' })).toBeNull();
  });

  it('is filtered in the toolbar, and then remembered', async () => {
    listed();
    const steps = show('?page=2');
    await rowsOf(both);
    await userEvent.click(screen.getByRole('button', { name: 'Remove account filter' }));
    await waitFor(() => expect(steps.at(-1)).toBe('push ?account=all'));
    expect(document.cookie).toContain('accounts=stf_1.all.');
    await userEvent.click(screen.getByRole('button', { name: 'Account' }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: 'South' }));
    await waitFor(() => expect(steps.at(-1)).toBe('push ?account=rpc_south'));
  });

  it('isn’t mentioned if there is only one', async () => {
    const calls = listed();
    renderAt(
      '',
      <WithAccounts accounts={[north]}>
        <UsersView personId="stf_1" permissions={everything} remembered={firstDisplay} />
      </WithAccounts>,
    );
    await rowsOf('ann@north.example');
    expect(screen.queryByRole('button', { name: /Account/ })).toBeNull();
    expect(calls.map(({ path }) => path)).toEqual(['/api/users?sort=username&page=1&pageSize=50']);
  });
});

describe('adding a user', () => {
  const added = (search: string, accounts?: (typeof north)[]) => {
    const calls = stubApi(({ method }) =>
      method === 'POST' ? { username: 'x@y.example' } : aPage([]),
    );
    const steps: string[] = [];
    renderAt(
      search,
      <WithAccounts accounts={accounts}>
        <AddUserForm permissions={everything} />
      </WithAccounts>,
      (url, history) => steps.push(`${history} ${url}`),
    );
    return { calls, steps };
  };
  const fill = async () => {
    await userEvent.type(screen.getByLabelText('First name'), 'Ann');
    await userEvent.type(screen.getByLabelText('Last name'), 'Hart');
    await userEvent.type(screen.getByLabelText('Email'), 'x@y.example');
    await userEvent.type(screen.getByLabelText('Password'), 'long enough 4 me');
    await userEvent.click(screen.getByRole('button', { name: 'Add x@y.example' }));
    await screen.findByRole('heading', { name: 'x@y.example added' });
  };

  it('asks in which account, and starts with the default one', async () => {
    const { calls, steps } = added('?account=all');
    const select = screen.getByLabelText<HTMLSelectElement>('Account');
    expect(select.value).toBe('rpc_north');
    await userEvent.selectOptions(select, 'South');
    await waitFor(() => expect(steps).toEqual(['replace ?account=rpc_south']));
    await fill();
    const post = calls.find(({ method }) => method === 'POST');
    expect(post?.path).toBe('/api/users?account=rpc_south');
  });

  it('asks for no account if there is only one', async () => {
    const { calls } = added('', [north]);
    expect(screen.queryByLabelText('Account')).toBeNull();
    await fill();
    expect(calls.find(({ method }) => method === 'POST')?.path).toBe('/api/users');
  });
});
