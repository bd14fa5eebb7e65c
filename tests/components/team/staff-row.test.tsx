import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MemberAction } from '@/components/team/member-dialog';
import { StaffRow } from '@/components/team/staff-row';
import { Toaster } from '@/components/ui/toaster';
import type { AccountItem } from '@/lib/contract/accounts';
import type { StaffMember } from '@/lib/contract/staff';
import { aMember, someAccounts, someRoles } from './support';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Shown = {
  isSelf?: boolean;
  accounts?: readonly AccountItem[];
  refusal?: { status: number; code: string };
};

function show(member: StaffMember, { isSelf = false, accounts = [], refusal }: Shown = {}) {
  const calls: [string, unknown][] = [];
  const asked: (MemberAction | 'accounts' | 'customers' | 'sessions')[] = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    calls.push([`${method} ${path}`, typeof body === 'string' ? JSON.parse(body) : undefined]);
    if (!refusal) return new Response(null, { status: 204 });
    const problem = {
      type: 'x',
      title: 'x',
      detail: 'Someone must stay an administrator.',
      ...refusal,
    };
    return Response.json(problem, { status: refusal.status });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <table>
        <tbody>
          <StaffRow
            member={member}
            isSelf={isSelf}
            accounts={accounts}
            roles={someRoles}
            onAsk={(action) => asked.push(action)}
          />
        </tbody>
      </table>
      <Toaster />
    </QueryClientProvider>,
  );
  return { calls, asked };
}

async function openMenu() {
  await userEvent.click(screen.getByRole('button', { name: 'Actions for max@desk.example' }));
  return screen.findByRole('menu');
}

async function entries(): Promise<string[]> {
  const menu = await openMenu();
  return [...menu.querySelectorAll('[role^="menuitem"]')].map(
    (item) => `${item.textContent}${item.hasAttribute('data-disabled') ? ' (off)' : ''}`,
  );
}

describe('the state of a team member', () => {
  const state = (more: Partial<StaffMember>) => {
    cleanup();
    show(aMember(more));
    return screen.getAllByRole('cell')[2]?.textContent;
  };

  it('is whether they can sign in', () => {
    expect(state({})).toBe('Active');
    expect(state({ isDisabled: true })).toBe('Disabled');
    expect(state({ isDisabled: true, hasPassword: false })).toBe('Disabled');
    expect(state({ hasPassword: false })).toBe('Invited, link expired');
    expect(state({ hasPassword: false, linkExpiresAt: '2099-01-01T00:00:00.000Z' })).toMatch(
      /^InvitedLink expires /,
    );
  });
});

describe('the accounts of a team member', () => {
  const role = () => screen.getAllByRole('cell')[1]?.textContent;

  it('are counted only if they aren’t all', () => {
    show(aMember(), { accounts: someAccounts });
    expect(role()).toBe('Manager');
    cleanup();
    show(aMember({ accountIds: ['rpc_a', 'rpc_deleted'] }), { accounts: someAccounts });
    expect(role()).toBe('Manager1 of 3 accounts');
    expect(screen.getByTitle('Alpha')).toBeTruthy();
  });
});

describe('what can be done with a team member', () => {
  it('is all of it to another one', async () => {
    show(aMember());
    expect(await entries()).toEqual([
      'Viewer',
      'Technician',
      'Manager',
      'Administrator',
      'Night shift',
      'Accounts…',
      'Customers…',
      'Reset password',
      'Reset second factors… (off)',
      'Sessions…',
      'Sign out everywhere',
      'Disable',
      'Delete',
    ]);
  });

  it('isn’t to disable, delete or confine oneself', async () => {
    show(aMember(), { isSelf: true });
    expect(screen.getByText('(you)')).toBeTruthy();
    const shown = await entries();
    expect(shown.slice(-2)).toEqual(['Disable (off)', 'Delete (off)']);
    expect(shown).toContain('Accounts… (off)');
    expect(shown).toContain('Customers… (off)');
  });

  it('is a new link instead of a password for one who has none yet', async () => {
    const { asked } = show(aMember({ hasPassword: false }));
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: 'New setup link' }));
    expect(asked).toEqual(['new-link']);
  });

  it('is a reset of the second factors of one who has any, but not one’s own', async () => {
    const { asked } = show(aMember({ hasFactor: true }));
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: 'Reset second factors…' }));
    expect(asked).toEqual(['reset-factors']);
  });

  it('is no password or link for one who is disabled', async () => {
    show(aMember({ isDisabled: true }));
    expect((await entries()).slice(7, 12)).toEqual([
      'Reset password (off)',
      'Reset second factors… (off)',
      'Sessions…',
      'Sign out everywhere',
      'Enable',
    ]);
  });
});

describe('a change of a team member', () => {
  it('is sent at once, and confirmed with the right article', async () => {
    const { calls } = show(aMember());
    await openMenu();
    await userEvent.click(screen.getByText('Administrator'));
    expect(await screen.findByText('Max Mason is now an administrator')).toBeTruthy();
    expect(calls[0]).toEqual(['PATCH /api/staff/stf_one', { role: 'administrator' }]);
  });

  it('lets a disabled one sign in again', async () => {
    const { calls } = show(aMember({ isDisabled: true }));
    await openMenu();
    await userEvent.click(screen.getByText('Enable'));
    expect(await screen.findByText('Enabled Max Mason')).toBeTruthy();
    expect(calls[0]).toEqual(['PATCH /api/staff/stf_one', { isDisabled: false }]);
  });

  it('that was refused changed nothing', async () => {
    show(aMember(), { refusal: { status: 422, code: 'invalid_request' } });
    await openMenu();
    await userEvent.click(screen.getByText('Viewer'));
    expect(await screen.findByText('Nothing was changed')).toBeTruthy();
    expect(screen.getByText('Someone must stay an administrator.')).toBeTruthy();
  });

  it('whose answer was lost may have been saved', async () => {
    const { calls } = show(aMember(), { refusal: { status: 503, code: 'outcome_unknown' } });
    await openMenu();
    await userEvent.click(screen.getByText('Viewer'));
    expect(await screen.findByText('Outcome unknown: the change may have been saved')).toBeTruthy();
    await waitFor(() => expect(calls).toHaveLength(1));
  });
});
