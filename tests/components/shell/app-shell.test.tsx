import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppShell } from '@/components/shell/app-shell';
import { Providers } from '@/components/shell/providers';
import { signOut } from '@/components/shell/sign-out';
import { noChoices, type ShownAccount } from '@/lib/shared/account-choice';

const push = vi.fn();

vi.mock('next/navigation', () => ({
  usePathname: () => '/users/new',
  useRouter: () => ({ push, replace: vi.fn() }),
  useSearchParams: () => new URLSearchParams(),
}));

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
  Element.prototype.scrollIntoView = vi.fn();
});

afterEach(() => {
  cleanup();
  push.mockReset();
  vi.unstubAllGlobals();
  document.cookie = 'narrow-nav=; max-age=0; path=/';
});

function renderShell(permissions: string[], account: ShownAccount = real) {
  // nuqs has a copy of Next's router of its own, which isn't mocked.
  const Url = withNuqsTestingAdapter({ hasMemory: true });
  return render(
    <Providers nonce={undefined}>
      <Url>
        <AppShell
          person={{ id: 'stf_1', name: 'Maren Holt', email: 'maren@desk.example', role: 'viewer' }}
          permissions={permissions}
          accounts={[account]}
          remembered={noChoices}
          isNavNarrow={false}
        >
          <h1>Users</h1>
        </AppShell>
      </Url>
    </Providers>,
  );
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
    vi.stubGlobal('fetch', async () => Response.json({ items: [{ username: 'ann@x.example' }] }));
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox');
    await userEvent.type(field, 'ann');
    await userEvent.click(await screen.findByRole('option', { name: 'ann@x.example' }));
    expect(push).toHaveBeenCalledWith('/users?search=ann%40x.example&user=ann%40x.example');
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
    answer(Response.json({ items: [{ username: 'ann@x.example' }] }));
    await vi.waitFor(() =>
      expect(push).toHaveBeenCalledWith('/users?search=ann%40x.example&user=ann%40x.example'),
    );
  });

  it('selects the first match when results change, and keeps a selection made by arrow key', async () => {
    vi.stubGlobal('fetch', async (path: string) => {
      const search = new URL(path, 'http://desk.example').searchParams.get('search') ?? '';
      return Response.json({
        items: ['ann@x.example', 'bob@x.example', 'anton@y.example']
          .filter((username) => username.includes(search))
          .map((username) => ({ username })),
      });
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
    expect(push).toHaveBeenCalledWith('/users?search=anton%40y.example&user=anton%40y.example');
  });

  it('goes to a matching page without waiting for users', async () => {
    vi.stubGlobal('fetch', () => new Promise<Response>(() => {}));
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('combobox'), 'user{Enter}');
    expect(push).toHaveBeenCalledWith('/users');
  });

  it('offers no action the person isn’t permitted to do', async () => {
    renderShell(['users.read']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await screen.findByRole('combobox');
    expect(screen.queryByRole('option', { name: 'Add user' })).toBeNull();
    expect(screen.getByRole('option', { name: 'Sign out' })).toBeTruthy();
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
