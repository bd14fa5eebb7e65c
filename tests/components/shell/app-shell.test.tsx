import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { viewsKey } from '@/components/views/queries';
import { AppShell } from '@/components/shell/app-shell';
import { Providers } from '@/components/shell/providers';
import { signOut } from '@/components/shell/sign-out';
import { noChoices, type ShownAccount } from '@/lib/shared/account-choice';
import { keyNames, keyTable } from '@/lib/shared/keys';
import { permissions } from '@/lib/shared/permissions';
import { push } from '@/tests/support/navigation';

const sandbox: ShownAccount = {
  id: 'rpc_sandbox',
  upstream: 'remotepc',
  name: 'RemotePC sandbox',
  isSandbox: true,
  isDefault: true,
};
const real: ShownAccount = { ...sandbox, id: 'rpc_default', name: 'RemotePC', isSandbox: false };

// Loaded on demand in the product; a slow machine's loading time isn't what is tested here.
beforeAll(() => import('@/components/shell/command-palette'));

beforeEach(() => {
  history.replaceState(null, '', '/users/new');
  Element.prototype.scrollIntoView = vi.fn();
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
  document.cookie = 'narrow-nav=; max-age=0; path=/';
});

/** As the server sends them with every page. */
function withoutViews() {
  const client = new QueryClient();
  client.setQueryData(viewsKey, { items: [], mayShare: false });
  return dehydrate(client);
}

function renderShell(permissions: string[], account: ShownAccount = real) {
  // nuqs has a copy of Next's router of its own, which isn't mocked.
  const Url = withNuqsTestingAdapter({ hasMemory: true });
  return render(
    <Providers nonce={undefined}>
      <Url>
        <HydrationBoundary state={withoutViews()}>
          <AppShell
            person={{
              id: 'stf_1',
              name: 'Maren Holt',
              email: 'maren@desk.example',
              role: 'viewer',
            }}
            permissions={permissions}
            accounts={[account]}
            remembered={noChoices}
            isNavNarrow={false}
          >
            <h1>Users</h1>
          </AppShell>
        </HydrationBoundary>
      </Url>
    </Providers>,
  );
}

/** What the server finds. */
function found({ users = [], failed = [] }: { users?: string[]; failed?: string[] }): Response {
  return Response.json({
    ...{ invited: [], customers: [], devices: [], batches: [], members: [], failed },
    users: users.map((username) => ({
      ...{ accountId: 'rpc_default', username, key: `usr_${username.split('@')[0]}` },
    })),
  });
}

const pageLinks = () =>
  within(screen.getByRole('navigation', { name: 'Main' }))
    .getAllByRole('link')
    .map((link) => link.textContent);

describe('the navigation', () => {
  it('shows only pages the person may open, and marks the current one', () => {
    renderShell(['users.read', 'devices.read']);
    expect(pageLinks()).toEqual(['Overview', 'Users', 'Devices']);
    expect(screen.getByRole('link', { current: 'page' }).textContent).toBe('Users');
  });

  it('always has approvals for those who sign in as users, with what waits and what is decided', async () => {
    const news = {
      id: 'apr_1',
      state: 'denied',
      accountId: 'rpc_default',
      username: 'ann@x.example',
    };
    vi.stubGlobal('fetch', async () =>
      Response.json({
        ...{ waiting: 3, toDecide: 2, own: 0, changes: [] },
        news: [{ ...news, hours: null, expiresAt: new Date().toISOString(), by: null, note: null }],
      }),
    );
    renderShell(['users.read', 'users.auto_login']);
    expect(pageLinks()).toEqual(['Overview', 'Users', 'Approvals']);
    const link = await screen.findByRole('link', { name: /2 waiting for you, 1 of yours decided/ });
    expect(link.textContent).toBe('Approvals3 2 waiting for you, 1 of yours decided');
  });

  it('can be skipped with the first press of Tab', async () => {
    renderShell([]);
    await userEvent.tab();
    expect(document.activeElement?.textContent).toBe('Skip to main content');
    expect(document.activeElement?.getAttribute('href')).toBe('#content');
    expect(screen.getByRole('main').id).toBe('content');
  });

  it('remembers in a cookie that it was collapsed, and keeps its labels', async () => {
    renderShell(['users.read']);
    await userEvent.click(screen.getByRole('button', { name: 'Collapse navigation' }));
    expect(document.cookie).toContain('narrow-nav=1');
    expect(pageLinks()).toEqual(['Overview', 'Users']);
  });
});

describe('the sandbox', () => {
  it('is shown on every page while an account is one', () => {
    renderShell([], sandbox);
    expect(screen.getByRole('complementary', { name: 'Sandbox' }).textContent).toContain(
      'RemotePC data is made up.',
    );
  });

  it('isn’t shown with real accounts only', () => {
    renderShell([], real);
    expect(screen.queryByRole('complementary', { name: 'Sandbox' })).toBeNull();
  });
});

describe('the palette', () => {
  it('opens with Ctrl K, finds users, and goes to the selected one', async () => {
    vi.stubGlobal('fetch', async () => found({ users: ['ann@x.example'] }));
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox');
    await userEvent.type(field, 'ann');
    await userEvent.click(await screen.findByRole('option', { name: 'ann@x.example' }));
    expect(push).toHaveBeenCalledWith('/users/usr_ann');
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('opens a pasted user on Enter, even before the results load', async () => {
    let answer = (_: Response) => {};
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
    renderShell(['users.read', 'users.auto_login']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.click(await screen.findByRole('combobox'));
    await userEvent.paste('ann@x.example');
    await userEvent.keyboard('{Enter}');
    expect(push).not.toHaveBeenCalled();
    answer(found({ users: ['ann@x.example'] }));
    await vi.waitFor(() => expect(push).toHaveBeenCalledWith('/users/usr_ann'));
  });

  it('selects the first match when results change, and keeps a selection made by arrow key', async () => {
    vi.stubGlobal('fetch', async (path: string) => {
      const search = new URL(path, 'http://desk.example').searchParams.get('search') ?? '';
      const users = ['ann@x.example', 'bob@x.example', 'anton@y.example'];
      return found({ users: users.filter((username) => username.includes(search)) });
    });
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox');
    const selected = () => screen.getByRole('option', { selected: true }).textContent;
    await userEvent.type(field, '@x');
    await screen.findByRole('option', { name: 'ann@x.example' });
    expect(selected()).toBe('ann@x.example');
    await userEvent.keyboard('{ArrowDown}');
    expect(selected()).toBe('bob@x.example');
    await userEvent.clear(field);
    await userEvent.paste('anton');
    await screen.findByRole('option', { name: 'anton@y.example' });
    expect(selected()).toBe('anton@y.example');
    await userEvent.keyboard('{Enter}');
    expect(push).toHaveBeenCalledWith('/users/usr_anton');
  });

  it('goes to a matching page without waiting for users', async () => {
    vi.stubGlobal('fetch', () => new Promise<Response>(() => {}));
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox'), 'user{Enter}');
    expect(push).toHaveBeenCalledWith('/users');
  });

  it('finds who was invited and isn’t here yet, and opens that list', async () => {
    vi.stubGlobal('fetch', async () =>
      Response.json({
        ...{ users: [], customers: [], devices: [], batches: [], members: [], failed: [] },
        invited: [{ accountId: 'rpc_default', email: 'new@x.example' }],
      }),
    );
    renderShell(['users.read', 'batches.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.click(await screen.findByRole('combobox'));
    await userEvent.paste('new@x');
    await userEvent.click(await screen.findByRole('option', { name: 'new@x.example' }));
    expect(push).toHaveBeenCalledWith('/users?show=invited&search=new%40x.example');
  });

  it('finds devices, batches, members, settings, and lists with a filter on, and opens them', async () => {
    vi.stubGlobal('fetch', async () =>
      Response.json({
        ...{ users: [], failed: [] },
        invited: [],
        customers: [],
        devices: [{ accountId: 'rit_sandbox', id: '80:00:1', name: 'over-till', key: 'dev_1' }],
        batches: [{ id: 'bat_1', name: 'Overland', total: 3, createdAt: '2026-11-01T00:00:00Z' }],
        members: [{ id: 'stf_2', name: 'Una Over', email: 'una@desk.example' }],
      }),
    );
    renderShell(['users.read', 'devices.read', 'batches.read', 'staff.read', 'settings.read']);
    const opening = async (text: string, option: RegExp) => {
      await userEvent.keyboard('{Control>}k{/Control}');
      await userEvent.type(await screen.findByRole('combobox'), text);
      await userEvent.click(await screen.findByRole('option', { name: option }));
      return push.mock.calls.at(-1)?.[0] as string;
    };
    expect(await opening('over', /^over-till/)).toBe('/devices/dev_1');
    expect(await opening('over', /^Overland/)).toBe('/invitations/bat_1');
    expect(await opening('over', /^Una Over/)).toBe('/staff?member=stf_2');
    expect(await opening('over', /seat limit/)).toBe('/users?seats=over&sort=unused');
    expect(await opening('over assigned', /seat limit/)).toBe('/users?seats=over&sort=unused');
    expect(await opening('changelog', /^Settings: Installation/)).toBe('/settings/installation');
  });

  it('says what it couldn’t search, and what it found stays', async () => {
    vi.stubGlobal('fetch', async () => found({ users: ['ann@x.example'], failed: ['devices'] }));
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox'), 'ann');
    await screen.findByRole('option', { name: 'ann@x.example' });
    expect(screen.getByText('Couldn’t search devices.')).toBeTruthy();
  });

  it('shows what was opened last on top, and keeps no address in the browser’s storage', async () => {
    vi.stubGlobal('fetch', async () => found({ users: ['ann@x.example'] }));
    renderShell(['users.read', 'activity.read']);
    const open = async () => {
      await userEvent.keyboard('{Control>}k{/Control}');
      return screen.findByRole('combobox');
    };
    await open();
    await userEvent.click(screen.getByRole('option', { name: 'Audit log' }));
    await userEvent.type(await open(), 'ann@');
    await userEvent.click(await screen.findByRole('option', { name: 'ann@x.example' }));
    await open();
    const recent = within(screen.getByRole('group', { name: 'Recent' }));
    const labels = recent.getAllByRole('option').map(({ textContent }) => textContent);
    expect(labels).toEqual(['ann@x.example', 'Audit logGA']);
    expect({ ...localStorage }).toEqual({ 'recent.stf_1': '["page /activity"]' });
  });

  it('shows the keys beside pages', async () => {
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await screen.findByRole('combobox');
    expect(screen.getByRole('option', { name: 'Users' }).textContent).toBe('UsersGU');
    expect(screen.getByRole('option', { name: 'Keyboard shortcuts' }).textContent).toContain('?');
  });

  it('offers no action the person isn’t permitted to do', async () => {
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await screen.findByRole('combobox');
    expect(screen.queryByRole('option', { name: 'Add user' })).toBeNull();
    expect(screen.getByRole('option', { name: 'Sign out' })).toBeTruthy();
  });
});

describe('the keys', () => {
  it('are on a sheet that ? opens, without those that do nothing for this person', async () => {
    renderShell(['users.read']);
    await userEvent.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    const labels = within(sheet)
      .getAllByRole('term')
      .map(({ textContent }) => textContent);
    expect(labels).toEqual([
      ...['Search and commands', 'Search the list', 'Keyboard shortcuts'],
      ...['Overview', 'Users', 'Profile'],
      ...['Next row', 'Previous row', 'First row', 'Last row', 'Open', 'Select a user'],
    ]);
  });

  it.each(keyNames.flatMap((name) => keyTable[name].keys.map((keys) => [name, keys] as const)))(
    '%s: %s is in the table once',
    (name, keys) => {
      const others = keyNames.filter((one) => keyTable[one].keys.includes(keys));
      expect(others).toEqual([name]);
    },
  );

  const pages = keyNames.filter((name) => keyTable[name].href);
  it.each(pages)('open the page %s', async (name) => {
    renderShell([...permissions]);
    await userEvent.keyboard(keyTable[name].keys[0]?.replace(' ', '') ?? '');
    expect(push).toHaveBeenCalledWith(keyTable[name].href);
  });

  it('don’t work for pages the person may not open, nor in text fields and dialogs', async () => {
    renderShell(['users.read']);
    await userEvent.keyboard('gs');
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    await userEvent.keyboard('go?');
    field.remove();
    expect(screen.queryByRole('dialog')).toBeNull();
    await userEvent.keyboard('?');
    await screen.findByRole('dialog');
    await userEvent.keyboard('go');
    expect(push).not.toHaveBeenCalled();
  });

  it('work while a checkbox has the focus', async () => {
    renderShell(['users.read']);
    const box = document.body.appendChild(document.createElement('input'));
    box.type = 'checkbox';
    box.focus();
    await userEvent.keyboard('gu');
    box.remove();
    expect(push).toHaveBeenCalledWith('/users');
  });
});

describe('signing out', () => {
  it.each([
    ['http://desk.example/', '/sign-in'],
    ['https://login.example/end?client_id=desk', 'https://login.example/end?client_id=desk'],
  ])('ends the session with the CSRF token; told %s, it leaves for %s', async (url, target) => {
    const calls: string[] = [];
    const assign = vi.fn();
    vi.stubGlobal('location', { assign, origin: 'http://desk.example' });
    vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
      calls.push(`${init?.method ?? 'GET'} ${path} ${String(init?.body ?? '')}`);
      return Response.json(path === '/api/auth/csrf' ? { csrfToken: 'abc' } : { url });
    });
    await signOut();
    expect(calls).toEqual([
      'GET /api/auth/csrf ',
      'POST /api/auth/signout csrfToken=abc&json=true',
    ]);
    expect(assign).toHaveBeenCalledWith(target);
  });

  it('stays on the page when the server can’t be reached', async () => {
    const assign = vi.fn();
    vi.stubGlobal('location', { assign });
    vi.stubGlobal('fetch', async () => new Response('{}', { status: 500 }));
    await expect(signOut()).rejects.toThrow('Couldn’t end the session.');
    expect(assign).not.toHaveBeenCalled();
  });
});
