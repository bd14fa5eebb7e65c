import 'server-only';
import { findAccount } from '@/lib/server/accounts/find-account';
import type { ListUsersQuery, UpstreamUser, UsersPage } from '@/lib/contract/users';
import { findStoredPasswords, noStoredPassword } from '@/lib/server/vault/find-stored-passwords';
import { filterUsers } from './filter-users';
import { orderUsers } from './order-users';
import { summarizeUsers } from './summarize-users';
import { userList } from './user-list';

/**
 * One page of an account's customer users. Where the upstream is down, of the last known list.
 * @param options.waitMs how long an expired list may wait for its successor; see `UpstreamList.read`
 * @throws DeskError `account_not_found`   @throws UpstreamError where no list was ever read
 */
export async function listUsers(
  query: ListUsersQuery,
  options: { waitMs?: number } = {},
): Promise<UsersPage> {
  const { page, pageSize } = query;
  const account = findAccount('remotepc', query.account);
  const list = await userList(account).read({ refresh: query.refresh === '1', ...options });
  const places = filterUsers(list.items, orderUsers(list.items, query.sort), query);
  const start = (page - 1) * pageSize;
  const shown = Array.from(places.subarray(start, start + pageSize), (place) => list.items[place]);
  const users = shown.filter((user): user is UpstreamUser => user !== undefined);
  const stored = await findStoredPasswords(
    account.id,
    users.map(({ username }) => username),
  );
  return {
    // RemotePC's own spelling is for RemotePC alone.
    items: users.map(({ listedAs: _, ...user }) => ({
      accountId: account.id,
      ...user,
      ...(stored.get(user.username) ?? noStoredPassword),
    })),
    total: places.length,
    page,
    pageSize,
    summary: summarizeUsers(list.items),
    fetchedAt: list.fetchedAt.toISOString(),
    isStale: list.isStale,
  };
}
