import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SignInDialog } from '@/components/sign-in-as/sign-in-dialog';
import { forgetStepUp } from '@/lib/client/step-up';
import type { Approval } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { SensitiveWork } from '@/lib/contract/staff-policy';
import {
  aProblem,
  aUser,
  openPolicy,
  renderAt,
  stubApi,
  type ApiCall,
} from '@/tests/components/users/support';

const posts: Record<string, FormDataEntryValue>[] = [];
const onClose = vi.fn();
const ann = aUser('ann@kestrel.example', { hasStoredPassword: true, storedPassword: 'stored' });

function onSubmit(event: Event) {
  if (!event.defaultPrevented)
    posts.push(Object.fromEntries(new FormData(event.target as HTMLFormElement)));
  // There is no browser here to open the tab.
  event.preventDefault();
}

beforeEach(() => {
  posts.length = 0;
  onClose.mockReset();
  forgetStepUp();
  window.addEventListener('submit', onSubmit);
});

afterEach(() => {
  window.removeEventListener('submit', onSubmit);
  cleanup();
  vi.unstubAllGlobals();
});

async function show(
  policy: Partial<AccountPolicy>,
  {
    user = ann,
    answer = () => ({ items: [] }) as unknown,
    stepUpBefore = [],
  }: {
    user?: typeof ann;
    answer?: (call: ApiCall) => unknown;
    stepUpBefore?: SensitiveWork[];
  } = {},
) {
  const staffPolicy = { stepUpBefore, exportsPerHour: null };
  const calls = stubApi(answer, { ...openPolicy, ...policy }, staffPolicy);
  renderAt('', <SignInDialog user={user} canRemember onClose={onClose} />);
  await screen.findByText(/Who signs in, when and why is recorded/);
  return calls;
}

const openButton = () => screen.findByRole('button', { name: 'Open in a new tab' });

const anApproval = (more: Partial<Approval>): Approval => ({
  id: 'apr_1',
  accountId: 'rpc_sandbox',
  username: ann.username,
  reason: 'The printer is silent',
  ticket: null,
  state: 'pending',
  askedBy: { id: 'stf_1', email: 'me@desk.example' },
  askedAt: new Date().toISOString(),
  decidedBy: null,
  decidedAt: null,
  note: null,
  expiresAt: new Date(Date.now() + 900_000).toISOString(),
  usedAt: null,
  isMine: true,
  mayDecide: false,
  ...more,
});

const boss = { id: 'stf_2', email: 'boss@desk.example' };

describe('what the policy asks for in words', () => {
  it('tells a reason too short and a ticket of another form at their fields, and posts nothing', async () => {
    await show({ reasonRequired: true, ticketPattern: 'HD-####' });
    const reason = await screen.findByLabelText('Reason');
    await userEvent.type(reason, 'short');
    await userEvent.type(screen.getByLabelText('Ticket'), '12');
    await userEvent.click(await openButton());
    expect(screen.getByText('The reason needs at least 10 characters.')).toBeTruthy();
    expect(screen.getByText('The ticket isn’t of the form HD-####.')).toBeTruthy();
    expect(reason).toHaveProperty('value', 'short');
    expect(document.activeElement).toBe(reason);
    expect(posts).toEqual([]);
  });

  it('begins at the first field, posts once however often it is pressed, and offers the ticket next time', async () => {
    await show({ reasonRequired: true, ticketPattern: 'HD-####' });
    const reason = await screen.findByLabelText('Reason');
    await waitFor(() => expect(document.activeElement).toBe(reason));
    await userEvent.keyboard('The printer is silent{Tab}HD-1234');
    await userEvent.dblClick(await openButton());
    expect(posts).toEqual([
      {
        username: 'ann@kestrel.example',
        account: 'rpc_sandbox',
        reason: 'The printer is silent',
        ticket: 'HD-1234',
        attempt: expect.any(String),
      },
    ]);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    cleanup();
    await show({ ticketPattern: 'HD-####' });
    await screen.findByLabelText('Ticket');
    expect(document.querySelector('datalist option')?.getAttribute('value')).toBe('HD-1234');
  });
});

describe('one’s own password', () => {
  it('is asked for, told at its field where it is wrong, and never posted with the form', async () => {
    let isRight = false;
    const message = 'This is not your password here.';
    const calls = await show(
      { stepUp: 'password' },
      {
        answer: ({ path }) => {
          if (path !== '/api/step-up') return { items: [] };
          const errors = [{ path: 'password', code: 'rejected', message }];
          return isRight ? null : aProblem(403, 'step_up_failed', { errors });
        },
      },
    );
    const own = await screen.findByLabelText('Your own password');
    await userEvent.click(await openButton());
    expect(screen.getByText('Your own password is missing.')).toBeTruthy();
    await userEvent.type(own, 'wrong{Enter}');
    expect(await screen.findByText(message)).toBeTruthy();
    expect(posts).toEqual([]);
    isRight = true;
    await userEvent.clear(own);
    await userEvent.type(own, 'right one{Enter}');
    await waitFor(() => expect(posts).toHaveLength(1));
    expect(posts).toEqual([
      { username: 'ann@kestrel.example', account: 'rpc_sandbox', attempt: expect.any(String) },
    ]);
    expect(calls.filter(({ path }) => path === '/api/step-up').map(({ body }) => body)).toEqual([
      { password: 'wrong' },
      { password: 'right one' },
    ]);
  });
});

describe('one’s own password where storing passwords needs it', () => {
  const bob = aUser('bob@kestrel.example');
  const type = async (label: string, text: string) =>
    userEvent.type(await screen.findByLabelText(label), text);

  it('is asked for once the password shall be remembered, with all that was typed kept', async () => {
    await show({}, { user: bob, answer: () => null, stepUpBefore: ['passwords'] });
    await type('The customer’s RemotePC password', 'theirs');
    await userEvent.click(screen.getByLabelText(/^Remember it/));
    await userEvent.click(await openButton());
    expect(posts).toEqual([]);
    await type('Your own password', 'right one');
    await userEvent.click(await openButton());
    await waitFor(() => expect(posts).toHaveLength(1));
    expect(posts[0]).toMatchObject({ password: 'theirs', storePassword: 'true' });
    expect(Object.values(posts[0] ?? {})).not.toContain('right one');
  });

  it('is not where nothing is remembered', async () => {
    await show({}, { user: bob, stepUpBefore: ['passwords'] });
    await type('The customer’s RemotePC password', 'theirs');
    await userEvent.click(await openButton());
    expect(posts).toHaveLength(1);
  });
});

describe('a second person’s approval', () => {
  it('is asked for with the reason, waited for, and opens the way with what was consented to', async () => {
    let approval: Approval | null = null;
    const calls = await show(
      { approval: 'second_person', reasonRequired: true },
      {
        answer: ({ method, path }) => {
          if (!path.startsWith('/api/approvals')) return { items: [] };
          if (method === 'GET') return { items: approval ? [approval] : [] };
          approval = anApproval({});
          return approval;
        },
      },
    );
    await userEvent.type(await screen.findByLabelText('Reason'), 'The printer is silent');
    await userEvent.click(await screen.findByRole('button', { name: 'Ask for approval' }));
    expect(await screen.findByText('Waiting for approval')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Open in a new tab' })).toBeNull();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      username: 'ann@kestrel.example',
      reason: 'The printer is silent',
    });
    approval = anApproval({ state: 'approved', decidedBy: boss, note: 'Go ahead' });
    const button = await openButton();
    expect(screen.getByText(/By boss@desk\.example, for one sign-in\./)).toBeTruthy();
    expect(screen.getByText('“Go ahead”')).toBeTruthy();
    await userEvent.click(button);
    expect(posts).toEqual([
      {
        username: 'ann@kestrel.example',
        account: 'rpc_sandbox',
        reason: 'The printer is silent',
        attempt: expect.any(String),
      },
    ]);
  });

  it('that was declined says by whom and why, and can be asked for again', async () => {
    const declined = anApproval({ state: 'denied', decidedBy: boss, note: 'Call them first' });
    await show({ approval: 'second_person' }, { answer: () => ({ items: [declined] }) });
    expect(await screen.findByText('Declined')).toBeTruthy();
    expect(screen.getByText('“Call them first”')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Ask for approval' })).toBeTruthy();
  });
});

describe('the customer', () => {
  it('that nobody may enter has no way in', async () => {
    await show({ blockedCustomers: ['kestrel.example'] });
    expect(await screen.findByText('Nobody may enter this customer’s account')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Open in a new tab' })).toBeNull();
  });

  it('whose stored password was refused is asked for the present one', async () => {
    const at = '2026-11-20T10:00:00.000Z';
    const refused = aUser('ann@kestrel.example', {
      hasStoredPassword: true,
      storedPassword: 'refused',
      passwordUse: { storedAt: at, lastUsedAt: at, lastSucceededAt: null, refusedAt: at },
    });
    await show({}, { user: refused });
    expect(await screen.findByText(/RemotePC refused the stored password/)).toBeTruthy();
    await userEvent.click(await openButton());
    expect(screen.getByText('The password is missing.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('The customer’s RemotePC password'), 'present one');
    await userEvent.click(screen.getByLabelText(/^Remember it in place/));
    await userEvent.click(await openButton());
    expect(posts).toEqual([
      {
        username: 'ann@kestrel.example',
        account: 'rpc_sandbox',
        password: 'present one',
        storePassword: 'true',
        attempt: expect.any(String),
      },
    ]);
  });
});
