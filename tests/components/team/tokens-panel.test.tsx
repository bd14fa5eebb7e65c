import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tokenRolesFor } from '@/components/team/token-roles';
import { TokensPanel } from '@/components/team/tokens-panel';
import { Toaster } from '@/components/ui/toaster';
import type { ApiToken } from '@/lib/contract/tokens';
import { permissionsOf } from '@/lib/shared/permissions';
import { someAccounts } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const TOKEN = `rd_${'a'.repeat(43)}`;

const aToken = (more: Partial<ApiToken> = {}): ApiToken => ({
  ...{ id: 'tok/one', name: 'Ticket system', role: 'technician', roleName: 'Technician' },
  ...{ permissions: ['users.read', 'devices.read'], scopes: null, accountIds: null },
  ...{ customerIds: null, addressRanges: null, isExpired: false, lastUsedAt: null },
  createdAt: '2026-11-22T09:00:00.000Z',
  expiresAt: '2027-02-20T09:00:00.000Z',
  ...more,
});

const technician = {
  role: 'technician' as const,
  roleName: 'Technician',
  permissions: permissionsOf.technician,
};

type Answers = {
  items?: ApiToken[];
  onWrite?: () => Response;
  accounts?: typeof someAccounts;
  customers?: { id: string; name: string; domains: string[] }[];
};

function show({ items = [], onWrite, accounts = [], customers = [] }: Answers = {}) {
  const calls: { line: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    if (path.endsWith('/calls')) {
      const call = { at: '2026-11-22T10:00:00.000Z', method: 'GET', route: '/api/users/[key]' };
      return Response.json({ items: [{ ...call, status: 404 }] });
    }
    if (path.startsWith('/api/customers?')) {
      return Response.json({ items: customers, total: customers.length });
    }
    if (method === 'GET') return Response.json({ items });
    calls.push({ line: `${method} ${path}`, body: body ? JSON.parse(body as string) : undefined });
    return onWrite?.() ?? Response.json({ id: 'tok_new', token: TOKEN }, { status: 201 });
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(
    <QueryClientProvider client={client}>
      <TokensPanel roles={tokenRolesFor(technician)} accounts={accounts} />
      <Toaster />
    </QueryClientProvider>,
  );
  return { calls, container };
}

async function openDialog() {
  await userEvent.click(await screen.findByRole('button', { name: 'New token' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Dashboard');
}
const create = () => userEvent.click(screen.getByRole('button', { name: 'Create token' }));

describe('the API tokens of a person', () => {
  it('say what confines each, and when it was used', async () => {
    show({
      items: [
        aToken({ scopes: ['users.read'], addressRanges: ['10.0.0.0/8'], accountIds: ['a', 'b'] }),
        aToken({ id: 'tok_old', name: 'Old', isExpired: true }),
      ],
    });
    const limits = await screen.findByText(/read only/);
    expect(limits.textContent).toMatch(
      /^Technician, read only, 2 accounts, 1 address range · never used · expires 20 Feb 2027/,
    );
    expect(screen.getByText('Expired')).toBeTruthy();
  });

  it('can be given only roles that allow no more than the person’s own', async () => {
    expect(tokenRolesFor(technician).map(({ id }) => id)).toEqual(['viewer', 'technician']);
    show();
    expect(await screen.findByText('You have no tokens.')).toBeTruthy();
    await openDialog();
    const options = screen.getAllByRole('option').map(({ textContent }) => textContent);
    expect(options.slice(0, 2)).toEqual(['Viewer', 'Technician']);
  });

  it('are read-only at first, and shown once', async () => {
    const { calls } = show();
    await openDialog();
    await userEvent.type(screen.getByRole('textbox', { name: /Only from/ }), '10.0.0.0/8, ::1');
    await create();
    expect((await screen.findByText(TOKEN)).tagName).toBe('CODE');
    expect(calls[0]?.line).toBe('POST /api/tokens');
    expect(calls[0]?.body).toMatchObject({
      ...{ name: 'Dashboard', role: 'technician', accountIds: null },
      addressRanges: ['10.0.0.0/8', '::1'],
    });
    const { scopes } = calls[0]?.body as { scopes: string[] };
    expect(scopes.every((scope) => scope.endsWith('.read'))).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByText(TOKEN)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'New token' }));
    expect(screen.queryByText(TOKEN)).toBeNull();
  });

  it('can have selected permissions, but not none, and selected accounts', async () => {
    const { calls } = show({ accounts: someAccounts });
    await openDialog();
    await userEvent.click(screen.getByRole('radio', { name: 'Selected' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Selected accounts' }));
    await userEvent.click(screen.getByRole('checkbox', { name: /^Alpha/ }));
    await create();
    expect(screen.getByText('Select at least one permission.')).toBeTruthy();
    expect(calls).toEqual([]);
    await userEvent.click(screen.getByRole('checkbox', { name: 'View devices' }));
    await create();
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toMatchObject({ scopes: ['devices.read'], accountIds: ['rpc_a'] });
  });

  it('can be confined to customers, where there are any', async () => {
    const { calls } = show({ customers: [{ id: 'cus_a', name: 'Alpha', domains: [] }] });
    await openDialog();
    await userEvent.click(await screen.findByRole('radio', { name: 'Selected customers' }));
    await create();
    expect(screen.getByText('Select at least one customer.')).toBeTruthy();
    expect(calls).toEqual([]);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Alpha' }));
    await create();
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toMatchObject({ accountIds: null, customerIds: ['cus_a'] });
  });

  it('name the field that the server refuses, and keep what was typed', async () => {
    const message = 'nowhere isn’t an address or a range.';
    const problem = {
      ...{ type: 'x', title: 'x', status: 400, code: 'invalid_request', detail: message },
      errors: [{ path: 'addressRanges[0]', code: 'custom', message }],
    };
    show({ onWrite: () => Response.json(problem, { status: 400 }) });
    await openDialog();
    await create();
    const field = screen.getByRole('textbox', { name: /Only from/ });
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('Dashboard');
  });

  it('list their last calls', async () => {
    show({ items: [aToken()] });
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ticket system' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Last calls' }));
    expect(await screen.findByText('GET /api/users/[key]')).toBeTruthy();
    expect(screen.getByText('404')).toBeTruthy();
  });

  it('are deleted after a question', async () => {
    const { calls } = show({
      items: [aToken()],
      onWrite: () => new Response(null, { status: 204 }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ticket system' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    expect(calls).toEqual([]);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(calls.map(({ line }) => line)).toEqual(['DELETE /api/tokens/tok%2Fone']),
    );
    expect(await screen.findByText('Token deleted')).toBeTruthy();
  });
});
