import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InvitationPolicyForm } from '@/components/accounts/policy-panel';
import { SignInPolicyForm } from '@/components/accounts/sign-in-policy-form';
import { DisconnectButton } from '@/components/devices/disconnect-button';
import { RetryDialog, StopDialog } from '@/components/invitations/batch-dialogs';
import { DeletePasswordsDialog } from '@/components/passwords/delete-passwords-dialog';
import { DeletePasswordDialog, StorePasswordDialog } from '@/components/passwords/stored-password';
import { StaffPolicyForm } from '@/components/settings/staff-policy-panel';
import { StepUpDialog } from '@/components/shell/step-up-dialog';
import { DecideDialog } from '@/components/sign-in-as/decide-dialog';
import { InviteStaffDialog } from '@/components/team/invite-staff-dialog';
import { MemberDialog } from '@/components/team/member-dialog';
import { PasswordPanel } from '@/components/team/profile-panels';
import { SetUpForm } from '@/components/team/set-up-form';
import { SignInForm } from '@/components/team/sign-in-form';
import { Button } from '@/components/ui/button';
import { AddUserForm } from '@/components/users/add-user-form';
import type { Approval } from '@/lib/contract/approvals';
import { easyPolicy } from '@/tests/support/staff-policy';
import { aConnection } from './devices/support';
import { aBatch } from './invitations/support';
import { aUser, everything, openPolicy } from './users/support';

const none = () => undefined;
const user = aUser('ann@kestrel.example', { hasStoredPassword: true });
const staff = {
  id: 'stf_1',
  email: 'tess@desk.example',
  name: 'Tess',
  role: 'technician',
  isDisabled: false,
  hasPassword: true,
  lastSeenAt: null,
} as never;
const approval = {
  id: 'apr_1',
  username: 'ann@kestrel.example',
  reason: 'The printer is silent',
  ticket: null,
  askedBy: { id: 'stf_1', email: 'tess@desk.example' },
} as unknown as Approval;

type Case = {
  form: ReactNode;
  /** What is typed first. */
  fields?: Record<string, string>;
  button: string | RegExp;
  /** The one write. */
  write: string;
};

const cases: Record<string, Case> = {
  'a customer user is added': {
    form: <AddUserForm permissions={everything} />,
    fields: {
      'First name': 'Ann',
      'Last name': 'Hart',
      Email: 'ann@kestrel.example',
      Password: 'long enough 4 me',
    },
    button: /^Add /,
    write: 'POST /api/users',
  },
  'a password is stored': {
    form: <StorePasswordDialog user={user} onClose={none} />,
    fields: { 'User’s RemotePC password': 'secret' },
    button: 'Replace password',
    write: 'PUT /api/stored-passwords?account=rpc_sandbox',
  },
  'a stored password is deleted': {
    form: <DeletePasswordDialog user={user} onClose={none} />,
    button: 'Delete password',
    write: 'DELETE /api/stored-passwords?account=rpc_sandbox',
  },
  'several stored passwords are deleted': {
    form: (
      <DeletePasswordsDialog
        count={1}
        fetchSelected={() => Promise.resolve([user])}
        onClose={none}
      />
    ),
    button: 'Delete passwords',
    write: 'DELETE /api/stored-passwords?account=rpc_sandbox',
  },
  'a team member is invited': {
    form: <InviteStaffDialog accounts={[]} roles={[]} onClose={none} />,
    fields: { Name: 'Tess', Email: 'tess@desk.example' },
    button: 'Create link',
    write: 'POST /api/staff',
  },
  'a team member is deleted': {
    form: <MemberDialog member={staff} action="delete" onClose={none} />,
    button: 'Delete',
    write: 'DELETE /api/staff/stf_1',
  },
  'a team member’s password is reset': {
    form: <MemberDialog member={staff} action="reset" onClose={none} />,
    button: 'Create link',
    write: 'POST /api/staff/stf_1/set-up-link',
  },
  'the person’s own password is changed': {
    form: <PasswordPanel email="tess@desk.example" />,
    fields: { 'New password': 'a very long passphrase' },
    button: 'Change password',
    write: 'POST /api/password',
  },
  'a password is set by a one-time link': {
    form: (
      <SetUpForm token="t" invitation={{ isFirst: false, email: 'tess@desk.example' } as never} />
    ),
    fields: { Password: 'a very long passphrase' },
    button: 'Set password and sign in',
    write: 'POST /api/set-up',
  },
  'a staff member signs in': {
    form: <SignInForm callbackUrl="/" />,
    fields: { Email: 'tess@desk.example', Password: 'a very long passphrase' },
    button: 'Sign in',
    write: 'GET /api/auth/csrf',
  },
  'a password is confirmed': {
    form: <StepUpDialog means={['password']} onEnd={none} />,
    fields: { 'Your password': 'a very long passphrase' },
    button: 'Confirm',
    write: 'POST /api/step-up',
  },
  'a request is approved': {
    form: <DecideDialog approval={approval} approve onClose={none} />,
    button: 'Approve',
    write: 'POST /api/approvals/apr_1/decide',
  },
  'a limit is saved': {
    form: <InvitationPolicyForm accountId="rpc_one" policy={openPolicy} />,
    fields: { 'Seats per invitation': '7' },
    button: 'Save limits',
    write: 'PUT /api/accounts/rpc_one/policy',
  },
  'the sign-in policy is saved': {
    form: <SignInPolicyForm accountId="rpc_one" policy={openPolicy} />,
    fields: { 'Ticket format': 'HD-####' },
    button: 'Save policy',
    write: 'PUT /api/accounts/rpc_one/policy',
  },
  'the team policy is saved': {
    form: <StaffPolicyForm policy={easyPolicy} />,
    fields: { 'Exports per person per hour': '7' },
    button: /^Save/,
    write: 'PATCH /api/staff-policy',
  },
  'a batch is stopped': {
    form: <StopDialog batch={aBatch({ id: 'bat_1', status: 'running' })} onClose={none} />,
    button: 'Stop sending',
    write: 'POST /api/batches/bat_1/cancel',
  },
  'a batch is retried': {
    form: <RetryDialog batch={aBatch({ id: 'bat_1' })} onClose={none} onRetried={none} />,
    button: 'Retry',
    write: 'POST /api/batches/bat_1/retry',
  },
  'a connection is ended': {
    form: <DisconnectButton connection={aConnection()} />,
    button: /Disconnect/,
    write: 'DELETE /api/connections/con_one?account=rit_sandbox',
  },
};

let calls: string[];
beforeEach(() => {
  calls = [];
  // Nothing is answered: anything started by a second press would be among the calls as well.
  vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => {
    calls.push(`${init.method ?? 'GET'} ${path}`);
    return new Promise(() => undefined);
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(form: ReactNode) {
  const Url = withNuqsTestingAdapter();
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <Url>{form}</Url>
    </QueryClientProvider>,
  );
}

it.each(Object.keys(cases))('two clicks in one frame are one call: %s', async (name) => {
  const { form, fields = {}, button, write } = cases[name] as Case;
  show(form);
  for (const [label, value] of Object.entries(fields)) {
    fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), { target: { value } });
  }
  const pressed = screen.getByRole('button', { name: button });
  await act(async () => {
    pressed.click();
    pressed.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(calls.filter((call) => call === write)).toEqual([write]);
});

it('the rest of a double click isn’t taken by a button that came in its place', () => {
  const done = vi.fn();
  show(<Button onClick={done}>Done</Button>);
  fireEvent.click(screen.getByRole('button'), { detail: 2 });
  expect(done).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('button'), { detail: 1 });
  expect(done).toHaveBeenCalledTimes(1);
});
