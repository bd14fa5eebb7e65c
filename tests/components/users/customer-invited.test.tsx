import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { CustomerInvited } from '@/components/users/customer-invited';
import type { InvitedPerson } from '@/lib/contract/invited';
import { aCustomer } from '@/tests/components/customers/support';
import { aProblem, renderAt, stubApi, type ApiCall } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const ann: InvitedPerson = {
  ...{ accountId: 'rpc_1', email: 'ann@acme.example', status: 'already_invited', seats: 2 },
  ...{ at: '2026-11-22T10:00:00.000Z', by: 'Mia', batchId: 'bat_1', batchName: 'Spring' },
};

function show(total: number, permissions = ['batches.read', 'batches.write']) {
  const calls = stubApi(({ path, method }: ApiCall) => {
    if (path.startsWith('/api/customers/')) return aCustomer('Acme');
    if (method === 'POST') return { id: 'bat_again' };
    return { items: total === 0 ? [] : [ann], total, page: 1, pageSize: 5 };
  });
  renderAt('', <CustomerInvited id="cus_acme" permissions={permissions} />);
  return calls;
}
const section = () => screen.findByRole('region', { name: 'Invited, no account yet' });

it('shows who was invited for the customer, and leads to the batch and to all of them', async () => {
  const calls = show(7);
  const all = await screen.findByRole('link', { name: 'All 7 invitations of Acme' });
  expect(all.getAttribute('href')).toBe('/users?account=all&customer=cus_acme&show=invited');
  const [line] = within(await section()).getAllByRole('listitem');
  expect(line?.textContent).toContain('ann@acme.example');
  expect(line?.textContent).toContain('by Mia · had an open invitation · Open the batch');
  expect(screen.getByRole('link', { name: 'Open the batch' }).getAttribute('href')).toBe(
    '/invitations/bat_1',
  );
  expect(calls.map(({ path }) => path)).toContain(
    '/api/invited?page=1&pageSize=5&account=all&customer=cus_acme',
  );
});

it('invites someone again in a batch of their account', async () => {
  const calls = show(1);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Invite again: ann@acme.example' }),
  );
  const link = await screen.findByRole('link', { name: /that invites ann@acme.example again/ });
  expect(link.getAttribute('href')).toBe('/invitations/bat_again');
  expect(calls.find(({ method }) => method === 'POST')).toMatchObject({
    path: '/api/batches?account=rpc_1',
    body: { name: 'Invited again', rows: [{ email: 'ann@acme.example', seats: 2 }] },
  });
});

it('can only be read by someone who may not invite', async () => {
  show(1, ['batches.read']);
  await screen.findByRole('link', { name: 'All invitations of Acme' });
  expect(screen.queryByRole('button')).toBeNull();
});

it('says that no one is waiting, or why that isn’t known', async () => {
  show(0);
  await screen.findByText('No open invitations.');
  cleanup();
  stubApi(() => aProblem(503, 'upstream_unavailable', { detail: 'RemotePC is down.' }));
  renderAt('', <CustomerInvited id="cus_acme" permissions={[]} />);
  expect(await screen.findByText(/RemotePC is down\./)).toBeTruthy();
});
