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
import { easyPolicy } from '@/tests/support/staff-policy';

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
    ticket,
  }: {
    user?: typeof ann;
    answer?: (call: ApiCall) => unknown;
    stepUpBefore?: SensitiveWork[];
    ticket?: string;
  } = {},
) {
  const staffPolicy = { ...easyPolicy, stepUpBefore };
  const calls = stubApi(answer, { ...openPolicy, ...policy }, staffPolicy);
  renderAt('', <SignInDialog user={user} canStore ticket={ticket} onClose={onClose} />);
  await screen.findByText(/Every sign-in is recorded/);
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
  hours: null,
  uses: 0,
  usedAt: null,
  ended: null,
  mayEnd: false,
  isMine: true,
  mayDecide: false,
  ...more,
});

const boss = { id: 'stf_2', email: 'boss@desk.example' };

describe('reason and ticket', () => {
  it('shows a short reason and an invalid ticket at their fields, and posts nothing', async () => {
    await show({ reasonRequired: true, ticketPattern: 'HD-####' });
    const reason = await screen.findByLabelText('Reason');
    await userEvent.type(reason, 'short');
    await userEvent.type(screen.getByLabelText('Ticket'), '12');
    await userEvent.click(await openButton());
    expect(screen.getByText('The reason must have at least 10 characters.')).toBeTruthy();
    expect(screen.getByText('The ticket doesn’t match the format HD-####.')).toBeTruthy();
    expect(reason).toHaveProperty('value', 'short');
    expect(document.activeElement).toBe(reason);
    expect(posts).toEqual([]);
  });

  it('fills in a preset reason, which can be changed', async () => {
    await show({ reasonRequired: true, reasons: ['Printer is silent', 'Monthly check'] });
    const reason = await screen.findByLabelText('Reason');
    const presets = screen.getByLabelText('Preset reasons');
    await userEvent.selectOptions(presets, 'Monthly check');
    expect(reason).toHaveProperty('value', 'Monthly check');
    await userEvent.type(reason, ' of May');
    expect(presets).toHaveProperty('value', '');
    await userEvent.click(await openButton());
    expect(posts).toMatchObject([{ reason: 'Monthly check of May' }]);
  });

  it('focuses the first field, posts once for several clicks, and suggests the ticket next time', async () => {
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

describe('the technician’s own password', () => {
  it('is asked for, shows errors at its field, and is never posted with the form', async () => {
    let isRight = false;
    const message = 'This isn’t your Reseller Desk password.';
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
    const own = await screen.findByLabelText('Your password');
    await userEvent.click(await openButton());
    expect(screen.getByText('Enter your password.')).toBeTruthy();
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

describe('the technician’s own password if storing passwords requires it', () => {
  const bob = aUser('bob@kestrel.example');
  const type = async (label: string, text: string) =>
    userEvent.type(await screen.findByLabelText(label), text);

  it('is asked for if the password is to be stored, and keeps what was typed', async () => {
    await show({}, { user: bob, answer: () => null, stepUpBefore: ['passwords'] });
    await type('User’s RemotePC password', 'theirs');
    await userEvent.click(screen.getByLabelText(/^Store it/));
    await userEvent.click(await openButton());
    expect(posts).toEqual([]);
    await type('Your password', 'right one');
    await userEvent.click(await openButton());
    await waitFor(() => expect(posts).toHaveLength(1));
    expect(posts[0]).toMatchObject({ password: 'theirs', storePassword: 'true' });
    expect(Object.values(posts[0] ?? {})).not.toContain('right one');
  });

  it('isn’t asked for otherwise', async () => {
    await show({}, { user: bob, stepUpBefore: ['passwords'] });
    await type('User’s RemotePC password', 'theirs');
    await userEvent.click(await openButton());
    expect(posts).toHaveLength(1);
  });
});

describe('a second person’s approval', () => {
  it('is requested with the reason, awaited, and used with the approved details', async () => {
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
    await userEvent.click(await screen.findByRole('button', { name: 'Request approval' }));
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

  it('shows who declined it and why, and can be requested again', async () => {
    const declined = anApproval({ state: 'denied', decidedBy: boss, note: 'Call them first' });
    await show({ approval: 'second_person' }, { answer: () => ({ items: [declined] }) });
    expect(await screen.findByText('Declined')).toBeTruthy();
    expect(screen.getByText('“Call them first”')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Request approval' })).toBeTruthy();
  });
});

describe('the user', () => {
  it('can’t be signed in as if blocked', async () => {
    await show({ blockedCustomers: ['kestrel.example'] });
    expect(await screen.findByText('Sign-in is blocked for this user')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Open in a new tab' })).toBeNull();
  });

  it('with a rejected stored password needs the current one', async () => {
    const at = '2026-11-20T10:00:00.000Z';
    const refused = aUser('ann@kestrel.example', {
      hasStoredPassword: true,
      storedPassword: 'refused',
      passwordUse: { storedAt: at, lastUsedAt: at, lastSucceededAt: null, refusedAt: at },
    });
    await show({}, { user: refused });
    expect(await screen.findByText(/RemotePC rejected the stored password/)).toBeTruthy();
    await userEvent.click(await openButton());
    expect(screen.getByText('Enter the password.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('User’s RemotePC password'), 'present one');
    await userEvent.click(screen.getByLabelText(/^Replace the stored/));
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

describe('the ticket that a link named', () => {
  it.each([
    ['where the policy asks for one', 'INC-####'],
    ['where it doesn’t', null],
  ])('is filled in and posted %s', async (_, ticketPattern) => {
    await show({ ticketPattern, reasonRequired: true, reasonMinLength: 3 }, { ticket: 'INC-1234' });
    const field = await screen.findByLabelText<HTMLInputElement>(/^Ticket/);
    expect(field.value).toBe('INC-1234');
    await userEvent.type(screen.getByLabelText('Reason'), 'Fax');
    await userEvent.click(await openButton());
    expect(posts).toMatchObject([{ ticket: 'INC-1234', reason: 'Fax' }]);
  });
});
