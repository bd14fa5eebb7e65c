import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InviteStaffDialog } from '@/components/team/invite-staff-dialog';
import { MemberAccountsDialog } from '@/components/team/member-accounts-dialog';
import { Toaster } from '@/components/ui/toaster';
import type { StaffMember } from '@/lib/contract/staff';
import { aMember, someAccounts, someRoles } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(page: ReactNode, answer: () => Response) {
  const calls: [string, unknown][] = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (path.startsWith('/api/customers?')) {
      return Response.json({ items: [{ id: 'cus_a', name: 'Acme', domains: [] }], total: 1 });
    }
    calls.push([`${method} ${path}`, typeof body === 'string' ? JSON.parse(body) : undefined]);
    return answer();
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      {page}
      <Toaster />
    </QueryClientProvider>,
  );
  return calls;
}

const done = () => new Response(null, { status: 204 });

function showMember(member: StaffMember, answer = done) {
  const onClose = vi.fn();
  const dialog = <MemberAccountsDialog member={member} accounts={someAccounts} onClose={onClose} />;
  return { calls: show(dialog, answer), onClose };
}

const select = (name: string) => userEvent.click(screen.getByRole('radio', { name }));
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the accounts of a team member', () => {
  it('are focused when their dialog opens', async () => {
    showMember(aMember());
    const choice = screen.getByRole('radio', { name: 'All accounts' });
    await waitFor(() => expect(document.activeElement).toBe(choice));
  });

  it('can be some of those there are; a sandbox that is off isn’t among them', async () => {
    const { calls, onClose } = showMember(aMember());
    expect(screen.queryByRole('checkbox')).toBeNull();
    await select('Selected accounts');
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'AlphaRemotePC',
      'BetaRemotePC, disabled',
      'Gammaremote.it',
    ]);
    await userEvent.click(screen.getByLabelText(/^Alpha/));
    await userEvent.click(screen.getByLabelText(/^Gamma/));
    await press('Save');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls).toEqual([['PATCH /api/staff/stf_one', { accountIds: ['rpc_a', 'rit_c'] }]]);
    expect(screen.getByText('Saved the accounts of Max Mason')).toBeTruthy();
  });

  it('can be all again, and what was selected isn’t lost on the way', async () => {
    const { calls, onClose } = showMember(aMember({ accountIds: ['rpc_b', 'rpc_deleted'] }));
    expect(screen.getByLabelText<HTMLInputElement>(/^Beta/).checked).toBe(true);
    await select('All accounts');
    await select('Selected accounts');
    expect(screen.getByLabelText<HTMLInputElement>(/^Beta/).checked).toBe(true);
    await select('All accounts');
    await press('Save');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls[0]?.[1]).toEqual({ accountIds: null });
  });

  it('can’t be none', async () => {
    const { calls } = showMember(aMember({ accountIds: ['rpc_a'] }));
    await userEvent.click(screen.getByLabelText(/^Alpha/));
    await press('Save');
    expect(screen.getByRole('alert').textContent).toBe('Select at least one account.');
    expect(calls).toEqual([]);
    await userEvent.click(screen.getByLabelText(/^Gamma/));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('stay as they are if the change is refused, and the reason is shown', async () => {
    const detail = 'You can’t change your own accounts. Ask another admin.';
    const { onClose } = showMember(aMember(), () =>
      Response.json(
        { type: 'x', title: 'x', code: 'conflict', status: 409, detail },
        { status: 409 },
      ),
    );
    await press('Save');
    expect(await screen.findByText(detail)).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('the accounts and customers of someone who is invited', () => {
  const invite = (accounts = someAccounts) =>
    show(
      <InviteStaffDialog accounts={accounts} roles={someRoles} onClose={() => undefined} />,
      () =>
        Response.json({
          id: 'stf_new',
          setUpUrl: 'http://x/set-up?token=t',
          expiresAt: '2099-01-01',
        }),
    );
  const fill = async () => {
    await userEvent.type(screen.getByLabelText('Name'), 'Ravi');
    await userEvent.type(screen.getByLabelText('Email'), 'ravi@desk.example');
  };

  it('are asked for only if there is a choice', () => {
    invite(someAccounts.slice(0, 1));
    expect(screen.queryByRole('radio', { name: 'All accounts' })).toBeNull();
    cleanup();
    invite();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'All accounts' }).checked).toBe(
      true,
    );
  });

  it('are sent only if they aren’t all', async () => {
    const calls = invite();
    await fill();
    await select('Selected accounts');
    await press('Create link');
    expect(screen.getByRole('alert').textContent).toBe('Select at least one account.');
    await userEvent.click(screen.getByLabelText(/^Gamma/));
    await press('Create link');
    expect(await screen.findByRole('dialog', { name: 'Link for Ravi' })).toBeTruthy();
    expect(calls).toEqual([
      [
        'POST /api/staff',
        {
          ...{ email: 'ravi@desk.example', name: 'Ravi', role: 'technician' },
          accountIds: ['rit_c'],
        },
      ],
    ]);
  });

  it('can be all, and the customers some of those there are', async () => {
    const calls = invite();
    await fill();
    await userEvent.click(await screen.findByRole('radio', { name: 'Selected customers' }));
    await press('Create link');
    expect(screen.getByRole('alert').textContent).toBe('Select at least one customer.');
    expect(calls).toEqual([]);
    await userEvent.click(await screen.findByLabelText('Acme'));
    await press('Create link');
    expect(await screen.findByRole('dialog', { name: 'Link for Ravi' })).toBeTruthy();
    expect(calls[0]?.[1]).toEqual({
      ...{ email: 'ravi@desk.example', name: 'Ravi', role: 'technician' },
      customerIds: ['cus_a'],
    });
  });
});
