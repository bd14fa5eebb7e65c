import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppShell } from '@/components/shell/app-shell';
import { Providers } from '@/components/shell/providers';
import { noChoices, type AccountChoices, type ShownAccount } from '@/lib/shared/account-choice';
import { east, north, sandbox, south, west } from '@/tests/components/account-choice/support';
import { push } from '@/tests/support/navigation';

// Loaded on demand in the product.
beforeAll(() =>
  Promise.all([
    import('@/components/shell/command-palette'),
    import('@/components/ui/menu-content'),
  ]),
);
beforeEach(() => {
  history.replaceState(null, '', '/users');
  vi.stubGlobal('fetch', async () => Response.json({ items: [] }));
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  document.cookie = 'accounts=; max-age=0; path=/';
});

type Shell = {
  accounts?: ShownAccount[];
  search?: string;
  remembered?: Partial<AccountChoices>;
  permissions?: string[];
};

function show({
  accounts = [north, south, east, west],
  search = '',
  remembered,
  permissions = ['users.read', 'devices.read', 'batches.read'],
}: Shell = {}) {
  const steps: string[] = [];
  const Url = withNuqsTestingAdapter({
    searchParams: search,
    hasMemory: true,
    onUrlUpdate: ({ queryString, options }) => steps.push(`${options.history} ${queryString}`),
  });
  render(
    <Providers nonce={undefined}>
      <Url>
        <AppShell
          person={{ id: 'stf_1', name: 'Maren Holt', email: 'maren@desk.example', role: 'viewer' }}
          permissions={permissions}
          accounts={accounts}
          remembered={{ ...noChoices, ...remembered }}
          isNavNarrow={false}
        >
          <h1>Users</h1>
        </AppShell>
      </Url>
    </Providers>,
  );
  return steps;
}

const button = () => screen.getByRole('button', { name: /^Accounts:/ });
async function menu() {
  await userEvent.click(button());
  return within(await screen.findByRole('menu', { name: 'Accounts' }));
}
const hrefOf = (name: string) => screen.getByRole('link', { name }).getAttribute('href');

describe('the account switcher', () => {
  it('has links to the lists if there is one account of each vendor', async () => {
    show({ accounts: [north, east] });
    expect(button().textContent).toContain('North, East');
    const entries = (await menu()).getAllByRole('menuitem');
    expect(entries.map((entry) => entry.getAttribute('href'))).toEqual([
      ...['/users?account=rpc_north', '/devices?account=rit_east'],
    ]);
    expect(hrefOf('Users')).toBe('/users');
  });

  it('offers all or one of several, marks what is selected, and says sandbox', async () => {
    show({ accounts: [north, south, sandbox, east], search: '?account=rpc_south' });
    expect(button().textContent).toContain('South');
    const opened = await menu();
    const entries = opened.getAllByRole('menuitemradio');
    expect(entries.map((entry) => [entry.textContent, entry.ariaChecked])).toEqual([
      ['All RemotePC accounts', 'false'],
      ['North', 'false'],
      ['South', 'true'],
      ['RemotePC sandboxsandbox', 'false'],
    ]);
    expect(opened.getByRole('menuitem', { name: 'East' })).toBeTruthy();
  });

  it('doesn’t repeat what a link says in place of an account', () => {
    show({ search: '?account=Call%200800%20555%20now' });
    expect(button().textContent).toContain('Unknown account');
    expect(document.body.textContent).not.toContain('Call 0800');
  });

  it('doesn’t offer “all” for one real account and a sandbox', async () => {
    show({ accounts: [north, sandbox] });
    const entries = (await menu()).getAllByRole('menuitemradio');
    expect(entries.map((entry) => entry.textContent)).toEqual(['North', 'RemotePC sandboxsandbox']);
  });

  it('changes the list in place, back on its first page, and remembers the choice', async () => {
    const steps = show({ search: '?search=ann&page=3&user=ann@x.example' });
    expect(button().textContent).toContain('North');
    await userEvent.click((await menu()).getByRole('menuitemradio', { name: /^All RemotePC/ }));
    await waitFor(() => expect(steps).toEqual(['push ?search=ann&account=all']));
    expect(push).not.toHaveBeenCalled();
    expect(document.cookie).toContain('accounts=stf_1.all.');
    expect(button().textContent).toContain('All RemotePC accounts');
    expect(hrefOf('Invitations')).toBe('/invitations?account=all');
    expect(hrefOf('Devices')).toBe('/devices');
  });

  it.each([
    ['/', 'West', '/devices?account=rit_west'],
    ['/settings', 'South', '/users?account=rpc_south'],
    ['/devices', 'South', '/users?account=rpc_south'],
    ['/invitations/bat_1', 'South', '/invitations?account=rpc_south'],
  ])('opens the list on a page that shows none: %s', async (here, account, expected) => {
    history.replaceState(null, '', here);
    show();
    await userEvent.click((await menu()).getByRole('menuitemradio', { name: account }));
    expect(push).toHaveBeenCalledWith(expected);
  });

  it('keeps what was remembered in links from where something new is made', () => {
    history.replaceState(null, '', '/users/new');
    show({ search: '?account=rpc_south', remembered: { remotepc: 'all' } });
    expect(hrefOf('Users')).toBe('/users?account=all');
  });
});

describe('the sandbox banner', () => {
  const banner = () => screen.queryByRole('complementary', { name: 'Sandbox' })?.textContent;

  it('appears only while the sandbox is on screen', () => {
    show({ accounts: [north, sandbox] });
    expect(banner()).toBeUndefined();
    cleanup();
    show({ accounts: [north, sandbox], search: '?account=rpc_sandbox' });
    expect(banner()).toContain('RemotePC data is made up');
  });

  it('isn’t on the page of real accounts because of the other vendor’s sandbox', () => {
    const devices = { ...sandbox, id: 'rit_sandbox', upstream: 'remoteit' as const };
    show({ accounts: [north, devices] });
    expect(banner()).toBeUndefined();
    cleanup();
    history.replaceState(null, '', '/devices');
    show({ accounts: [north, devices] });
    expect(banner()).toContain('remote.it data is made up');
  });
});

describe('the palette', () => {
  const both = 'both@shared.example';

  async function find(shell: Shell) {
    const paths: string[] = [];
    vi.stubGlobal('fetch', async (asked: string) => {
      if (!asked.startsWith('/api/search?')) return new Response('{}', { status: 500 });
      paths.push(asked);
      const users = ['rpc_north', 'rpc_south'].map((accountId) => ({
        ...{ accountId, username: both, key: `usr_${accountId}` },
      }));
      return Response.json({
        users,
        invited: [],
        devices: [],
        batches: [],
        members: [],
        customers: [],
        failed: [],
      });
    });
    show(shell);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox'), 'both');
    const options = await screen.findAllByRole('option', { name: new RegExp(both) });
    return { paths, options };
  }

  it('finds users of all accounts, says whose they are, and opens that account’s row', async () => {
    const { paths, options } = await find({});
    expect(options.map(({ textContent }) => textContent)).toEqual([`${both}North`, `${both}South`]);
    expect(paths.at(-1)).toContain('users=all');
    await userEvent.click(options[1]!);
    expect(push).toHaveBeenLastCalledWith('/users/usr_rpc_south');
  });

  it('keeps the list of all accounts for a sign-in', async () => {
    const permissions = ['users.read', 'users.auto_login'];
    const { options } = await find({ permissions, search: '?account=all' });
    await userEvent.click(options[3]!);
    const [opened] = push.mock.calls.at(-1) as [string];
    expect(Object.fromEntries(new URL(opened, 'http://desk.example').searchParams)).toEqual({
      ...{ search: both, do: 'sign-in', account: 'all', userAccount: 'rpc_south' },
    });
  });

  it('searches the sandbox only while that is selected', async () => {
    const accounts = [north, south, sandbox];
    const { paths } = await find({ accounts, search: '?account=rpc_sandbox' });
    expect(paths.at(-1)).toContain('users=rpc_sandbox');
  });
});
