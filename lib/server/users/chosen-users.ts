import 'server-only';
import type { ChosenUsersInput } from '@/lib/contract/users';
import { findAccount, findAccounts, type Account } from '@/lib/server/accounts/accounts';
import type { Viewer } from '@/lib/server/policies/permissions';
import { groupBy } from '@/lib/shared/group-by';

/**
 * The accounts that a call is about: selected rows may be of any, unless `?account=` says which.
 * @throws DeskError `account_not_found`, `account_disabled`
 */
export async function accountsFor(
  viewer: Viewer,
  account: string | undefined,
  chosen: ChosenUsersInput | undefined,
): Promise<Account[]> {
  if (account !== undefined || !chosen?.users) return findAccounts(viewer, 'remotepc', account);
  const ids = new Set(chosen.users.map(({ accountId }) => accountId));
  return Promise.all([...ids].map((id) => findAccount(viewer, 'remotepc', id)));
}

/** Whether a user is among the selected ones. */
export function chooser({
  usernames,
  users = [],
}: ChosenUsersInput): (accountId: string, username: string) => boolean {
  if (usernames) {
    const names = new Set(usernames);
    return (_, username) => names.has(username);
  }
  const byAccount = groupBy(users, ({ accountId }) => accountId);
  const sets = new Map(
    [...byAccount].map(([id, some]) => [id, new Set(some.map(({ username }) => username))]),
  );
  return (accountId, username) => sets.get(accountId)?.has(username) ?? false;
}
