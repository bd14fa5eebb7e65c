import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '@/components/account-choice/unavailable-accounts';
import '@/components/devices/connect-dialog';
import { DevicesView } from '@/components/devices/devices-view';
import { BatchesTable } from '@/components/invitations/batches-table';
import { InviteMany } from '@/components/invitations/invite-many';
import { OverviewView } from '@/components/overview/overview-view';
import { StorePasswords } from '@/components/passwords/store-passwords';
import { SignInDialog } from '@/components/sign-in-as/sign-in-dialog';
import { aDevice, aDevicesPage } from '@/tests/components/devices/support';
import { aBatch } from '@/tests/components/invitations/support';
import { aCalmOverview } from '@/tests/components/overview/support';
import { aUser, renderAt, stubApi } from '@/tests/components/users/support';
import { WithAccounts } from './support';

beforeEach(() => vi.stubGlobal('scrollTo', () => undefined));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(search: string, page: ReactNode) {
  const steps: string[] = [];
  renderAt(search, <WithAccounts>{page}</WithAccounts>, (url, history) =>
    steps.push(`${history} ${url}`),
  );
  return steps;
}

const noContent = () => new Response(null, { status: 204 });

it('devices of all accounts say whose they are, and connect in their own account', async () => {
  const items = ['rit_east', 'rit_west'].map((accountId) => aDevice({ accountId }));
  const unavailable = [{ accountId: 'rit_x', name: 'X', code: 'x', detail: 'The key expired.' }];
  const calls = stubApi(({ path, method }) => {
    if (method === 'POST') return new Promise(() => undefined);
    if (path.startsWith('/api/connections')) return { items: [], total: 0, ownAddress: null };
    if (path.startsWith('/api/devices/annotations')) return { items: [] };
    return { ...aDevicesPage(items), unavailable };
  });
  show('?account=all', <DevicesView permissions={['devices.read', 'connections.write']} />);
  const groups = await screen.findAllByRole('rowgroup', { name: 'backup-nas' });
  expect(groups.map((group) => within(group).getAllByRole('cell')[2]?.textContent)).toEqual([
    ...['East', 'West'],
  ]);
  expect(await screen.findByText('The devices of X are missing')).toBeTruthy();
  const inWest = within(groups[1]!);
  await userEvent.click(inWest.getByRole('button', { name: 'Connect to nas-ssh on backup-nas' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('ssh, port 22 on backup-nas, account West')).toBeTruthy();
  const post = calls.find(({ method }) => method === 'POST');
  expect(post?.path).toBe('/api/connections?account=rit_west');
});

it('batches of all accounts say whose they are', async () => {
  const items = [aBatch({ accountId: 'rpc_south' })];
  const calls = stubApi(() => ({ items, total: 1 }));
  show('?account=all', <BatchesTable canInvite />);
  expect(await screen.findByText('South')).toBeTruthy();
  expect(calls[0]?.path).toContain('account=all');
  const invite = screen.getByRole('link', { name: 'Invite people' });
  expect(invite.getAttribute('href')).toBe('/invitations/new?account=all');
});

it('another account has another draft of invitations, and typed text stays with the first', async () => {
  const calls = stubApi(({ path }) =>
    path.startsWith('/api/invitation-templates') ? { items: [] } : noContent(),
  );
  const drafts = () => calls.filter(({ path }) => path.startsWith('/api/batches/draft'));
  const steps = show('?account=all', <InviteMany />);
  await userEvent.type(await screen.findByRole('textbox'), 'ann@x.example');
  expect(drafts()[0]?.path).toBe('/api/batches/draft?account=rpc_north');
  await userEvent.selectOptions(screen.getByLabelText('Account'), 'South');
  await waitFor(() => expect(steps).toEqual(['replace ?account=rpc_south']));
  await waitFor(() =>
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain(
      'GET /api/batches/draft?account=rpc_south',
    ),
  );
  expect(calls.find(({ method }) => method === 'PUT')).toMatchObject({
    path: '/api/batches/draft?account=rpc_north',
    body: { text: 'ann@x.example' },
  });
  expect(await screen.findByRole<HTMLTextAreaElement>('textbox')).toHaveProperty('value', '');
  expect(document.activeElement).toBe(screen.getByLabelText('Account'));
});

it('a list of passwords is checked in the account selected', async () => {
  const calls = stubApi(({ path }) =>
    path.startsWith('/api/admission') ? noContent() : new Promise(() => undefined),
  );
  show('?account=all', <StorePasswords />);
  const select = screen.getByLabelText<HTMLSelectElement>('Account');
  expect(select.value).toBe('rpc_north');
  await userEvent.type(screen.getByRole('textbox'), 'ann@x.example;secret');
  await userEvent.selectOptions(select, 'South');
  await waitFor(() => expect(select.value).toBe('rpc_south'));
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'ann@x.example;secret');
  await userEvent.click(screen.getByRole('button', { name: 'Check the list' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('account=rpc_south'));
});

it('links of the overview lead to the accounts that were counted', async () => {
  const { seats } = aCalmOverview();
  if (!seats.isAvailable) throw new Error('The calm overview has seats.');
  const newest = ['rpc_north', 'rpc_south'].map((accountId) => ({
    accountId,
    username: 'both@shared.example',
    key: `usr_${accountId}`,
    createdOn: '2026-11-20',
  }));
  const newUsers = { count: 2, since: '2026-11-16', newest };
  stubApi(({ path }) =>
    path.startsWith('/api/seats-changes')
      ? { since: null, items: [], counts: { joined: 0, left: 0, more: 0, less: 0 }, seats: 0 }
      : aCalmOverview({ seats: { ...seats, accountId: 'all', newUsers } }),
  );
  show('', <OverviewView permissions={['users.read']} />);
  const all = await screen.findByRole('link', { name: 'All 2' });
  expect(all.getAttribute('href')).toBe(
    '/users?createdFrom=2026-11-16&sort=-createdOn&account=all',
  );
  const rows = screen.getAllByRole('link', { name: /^both@shared.example/ });
  expect(rows.map((row) => row.getAttribute('href'))).toEqual([
    '/users/usr_rpc_north',
    '/users/usr_rpc_south',
  ]);
});

it('the dialog before a sign-in says in which account', () => {
  stubApi(() => null);
  const user = aUser('both@shared.example', { accountId: 'rpc_south' });
  show('', <SignInDialog user={user} canStore onClose={() => undefined} />);
  expect(screen.getByRole('dialog').textContent).toContain(
    'Opens RemotePC as both@shared.example in South.',
  );
});
