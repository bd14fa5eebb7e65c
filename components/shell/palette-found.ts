import { Building2, HardDrive, LogIn, Mail, MailPlus, ShieldCheck, UserRound } from 'lucide-react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import type { Found } from '@/lib/contract/search';
import { ALL } from '@/lib/shared/account-choice';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { userPath } from '@/lib/shared/user-path';
import type { PaletteEntry } from './palette-entries';
import type { ShellAccounts } from './use-shell-accounts';

/** How many of the users found also get a *Sign in as* entry. */
const SIGN_INS = 3;

type FoundItems = Omit<Found, 'failed'>;

/** What was found of each kind, with where it opens. */
export function foundEntries(
  { users, invited, customers, devices, batches, members }: FoundItems,
  permissions: readonly string[],
  { choices }: ShellAccounts,
  go: (path: string) => void,
): PaletteEntry[] {
  const { remotepc, remoteit } = choices;
  const open = (path: string, query: Record<string, string>) => () =>
    go(`${path}?${new URLSearchParams(query)}`);
  // Opens the list, where the sign-in dialog asks for whatever the policy requires.
  const signIns = permissions.includes('users.auto_login') ? users.slice(0, SIGN_INS) : [];
  return [
    ...users.map(({ accountId, username, key }) => ({
      id: `user ${accountId} ${username}`,
      group: 'Users' as const,
      label: shownEmail(username),
      hint: hintOf(remotepc, accountId),
      icon: UserRound,
      run: () => go(userPath({ username, key })),
    })),
    ...invited.map(({ accountId, email }) => ({
      id: `invited ${accountId} ${email}`,
      group: 'Invited, no account yet' as const,
      label: shownEmail(email),
      hint: hintOf(remotepc, accountId),
      icon: MailPlus,
      run: open('/users', { show: 'invited', search: email, ...accountIn(accountId, remotepc) }),
    })),
    ...signIns.map(({ accountId, username }) => ({
      id: `sign in ${accountId} ${username}`,
      group: 'Sign in as a user' as const,
      label: `Sign in as ${shownEmail(username)}`,
      hint: hintOf(remotepc, accountId),
      icon: LogIn,
      run: open('/users', { search: username, do: 'sign-in', ...inAccount(accountId, remotepc) }),
    })),
    ...customers.map(({ id, name }) => ({
      id: `customer ${id}`,
      group: 'Customers' as const,
      label: name,
      icon: Building2,
      run: () => go(`/customers/${id}`),
    })),
    ...devices.map(({ accountId, id, name, key }) => ({
      id: `device ${accountId} ${id}`,
      group: 'Devices' as const,
      label: name,
      hint: hintOf(remoteit, accountId),
      icon: HardDrive,
      run: () => go(`/devices/${key}`),
    })),
    ...batches.map(({ id, name, total }) => ({
      id: `batch ${id}`,
      group: 'Invitations' as const,
      label: name ?? formatCount(total, 'invitation'),
      hint: name === null ? undefined : formatCount(total, 'invitation'),
      icon: Mail,
      run: () => go(`/invitations/${encodeURIComponent(id)}`),
    })),
    ...members.map(({ id, name, email }) => ({
      id: `member ${id}`,
      group: 'Team' as const,
      label: name,
      hint: email,
      icon: ShieldCheck,
      run: open('/staff', { member: id }),
    })),
  ];
}

/**
 * Which accounts are searched: all; a sandbox only while it's selected. Null if there is only one.
 */
export function searchedAccount({ offered, together, chosen }: AccountChoice): string | null {
  if (offered.length === 0) return null;
  if (offered.some(({ id }) => id === chosen) && !together.some(({ id }) => id === chosen)) {
    return chosen;
  }
  return ALL;
}

/** The account's name; nothing if there is only one. */
function hintOf({ offered, nameOf }: AccountChoice, accountId: string): string | undefined {
  return offered.length > 0 ? nameOf(accountId) : undefined;
}

/** Where the list shows a user to sign in as, if there are several accounts. */
function inAccount(accountId: string, choice: AccountChoice): Record<string, string> {
  if (choice.offered.length === 0) return {};
  return choice.isAll ? { account: ALL, userAccount: accountId } : { account: accountId };
}

function accountIn(accountId: string, { offered }: AccountChoice): Record<string, string> {
  return offered.length === 0 ? {} : { account: accountId };
}
