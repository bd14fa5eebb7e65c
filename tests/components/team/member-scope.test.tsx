import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { MemberAccountsDialog } from '@/components/team/member-accounts-dialog';
import { MemberCustomersDialog } from '@/components/team/member-customers-dialog';
import { MemberSessionsDialog } from '@/components/team/member-sessions-dialog';
import { Toaster } from '@/components/ui/toaster';
import type { SessionFacts, StaffMember } from '@/lib/contract/staff';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';
import { aMember, someAccounts } from './support';

const done = () => new Response(null, { status: 204 });
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('the accounts of a member', () => {
  function show(member: StaffMember, answer: (call: ApiCall) => unknown = done) {
    const onClose = vi.fn();
    const calls = stubApi(answer);
    renderAt(
      '',
      <>
        <MemberAccountsDialog member={member} accounts={someAccounts} onClose={onClose} />
        <Toaster />
      </>,
    );
    return { calls, onClose };
  }

  it('are selected as they are now, without those that were deleted since', async () => {
    const { calls, onClose } = show(aMember({ accountIds: ['rpc_a', 'rpc_gone'] }));
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Alpha/ }).checked).toBe(true);
    await userEvent.click(screen.getByRole('checkbox', { name: /^Gamma/ }));
    await press('Save');
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
    expect(calls[0]).toMatchObject({
      ...{ method: 'PATCH', path: '/api/staff/stf_one' },
      body: { accountIds: ['rpc_a', 'rit_c'] },
    });
    expect(await screen.findByText('Saved the accounts of Max Mason')).toBeTruthy();
  });

  it('are all of them again with one click', async () => {
    const { calls } = show(aMember({ accountIds: ['rpc_a'] }));
    await userEvent.click(screen.getByRole('radio', { name: 'All accounts' }));
    await press('Save');
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toEqual({ accountIds: null });
  });

  it('can’t be none', async () => {
    const { calls } = show(aMember({ accountIds: ['rpc_a'] }));
    await userEvent.click(screen.getByRole('checkbox', { name: /^Alpha/ }));
    await press('Save');
    expect(screen.getByText('Select at least one account.')).toBeTruthy();
    expect(calls).toEqual([]);
  });

  it('stay selected where saving fails, with the reason', async () => {
    const { onClose } = show(aMember({ accountIds: ['rpc_a'] }), () =>
      aProblem(503, 'unavailable'),
    );
    await userEvent.click(screen.getByRole('checkbox', { name: /^Gamma/ }));
    await press('Save');
    expect(await screen.findByText('What happened.')).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Gamma/ }).checked).toBe(true);
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('the customers of a member', () => {
  function show(member: StaffMember, answer: (call: ApiCall) => unknown = done) {
    const onClose = vi.fn();
    const customers = [
      { id: 'cus_a', name: 'Acme', domains: [] },
      { id: 'cus_b', name: 'Brown', domains: [] },
    ];
    const calls = stubApi((call) =>
      call.method === 'GET' ? { items: customers, total: 2 } : answer(call),
    );
    renderAt(
      '',
      <>
        <MemberCustomersDialog member={member} onClose={onClose} />
        <Toaster />
      </>,
    );
    return { writes: () => calls.filter(({ method }) => method !== 'GET'), onClose };
  }

  it('are saved as they were selected', async () => {
    const { writes } = show(aMember());
    await userEvent.click(screen.getByRole('radio', { name: 'Selected customers' }));
    await press('Save');
    expect(screen.getByText('Select at least one customer.')).toBeTruthy();
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Brown' }));
    await press('Save');
    expect(await screen.findByText('Saved the customers of Max Mason')).toBeTruthy();
    expect(writes().map(({ body }) => body)).toEqual([{ customerIds: ['cus_b'] }]);
  });

  it('close the dialog where a second person has to approve the change', async () => {
    const { onClose } = show(aMember({ customers: [{ id: 'cus_a', name: 'Acme' }] }), () =>
      Response.json({ approvalId: 'apr_1' }, { status: 202 }),
    );
    await userEvent.click(screen.getByRole('radio', { name: 'All customers' }));
    await press('Save');
    expect(await screen.findByText('Waiting for a second person')).toBeTruthy();
    expect(onClose).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('Saved the customers of Max Mason')).toBeNull();
  });
});

describe('the sessions of a member', () => {
  const aSession = (id: string, more: Partial<SessionFacts> = {}): SessionFacts => ({
    ...{ id, createdAt: '2026-11-22T09:00:00.000Z', lastSeenAt: '2026-11-22T10:00:00.000Z' },
    ...{ ip: '203.0.113.7', userAgent: null, device: `Browser ${id}`, place: 'internet' },
    isCurrent: false,
    ...more,
  });

  function show(items: SessionFacts[], answer: (call: ApiCall) => unknown = done) {
    const calls = stubApi((call) => (call.method === 'GET' ? { items } : answer(call)));
    renderAt(
      '',
      <>
        <MemberSessionsDialog member={aMember()} onClose={() => undefined} />
        <Toaster />
      </>,
    );
    return { writes: () => calls.filter(({ method }) => method !== 'GET') };
  }

  it('are ended one by one', async () => {
    const { writes } = show([aSession('a'), aSession('b/c')]);
    await press('End session: Browser b/c, 203.0.113.7');
    expect(await screen.findByText('Session ended')).toBeTruthy();
    expect(writes().map(({ path }) => path)).toEqual(['/api/staff/stf_one/sessions/b%2Fc']);
  });

  it('are ended all at once where there are several', async () => {
    const { writes } = show([aSession('a'), aSession('b')]);
    await press('End all');
    expect(await screen.findByText('Ended all sessions of Max Mason')).toBeTruthy();
    expect(writes().map(({ path }) => path)).toEqual(['/api/staff/stf_one/sessions']);
  });

  it('never offer to end the one that is in use here', async () => {
    show([aSession('a', { isCurrent: true }), aSession('b'), aSession('c')]);
    expect(await screen.findByText('This session')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^End session: Browser a/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'End all' })).toBeNull();
  });

  it('say that there are none', async () => {
    show([]);
    expect(await screen.findByText('They aren’t signed in.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'End all' })).toBeNull();
  });

  it('say why they can’t be shown', async () => {
    stubApi(() => aProblem(403, 'forbidden', { detail: 'Your role doesn’t allow this.' }));
    renderAt('', <MemberSessionsDialog member={aMember()} onClose={() => undefined} />);
    expect(await screen.findByText('Couldn’t load the sessions')).toBeTruthy();
    expect(screen.getByText('Your role doesn’t allow this.')).toBeTruthy();
  });

  it('stay where ending one fails, and nothing says that it ended', async () => {
    show([aSession('a')], () => aProblem(503, 'unavailable'));
    await press('End session: Browser a, 203.0.113.7');
    expect(await screen.findByText('What happened.')).toBeTruthy();
    expect(screen.queryByText('Session ended')).toBeNull();
  });
});
