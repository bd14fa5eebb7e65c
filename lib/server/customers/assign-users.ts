import 'server-only';
import { MOST_ASSIGNED, type Assigned, type AssignUsersInput } from '@/lib/contract/customers';
import type { UserFilters } from '@/lib/contract/users';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { customerUsers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { accountsFor, chooser } from '@/lib/server/users/chosen-users';
import { findMatches } from '@/lib/server/users/list-users';
import { userList } from '@/lib/server/users/user-list';
import { formatNumber } from '@/lib/shared/format';
import { assignAll, notListedIn, targetOf } from './assign';

const everyUser: UserFilters = { search: '', sort: 'username' };

/**
 * Assigns users to a customer by hand, or to none: those that are named, or all that a filter
 * finds. All are assigned, or none, in one pass with one event.
 * @param account whose users, if the input doesn't name accounts; `all`: of all that they may see
 * @throws DeskError `not_found` there is no such customer; `account_not_found`,
 * `account_disabled`; `invalid_request` too many match; `upstream_unavailable` a list can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function assignUsers(
  actor: Actor,
  account: string | undefined,
  { usernames, users, filter, ...to }: AssignUsersInput,
): Promise<Assigned> {
  const chosen = filter ? undefined : { usernames, users };
  const accounts = await accountsFor(actor, filter?.account ?? account, chosen);
  const list = await joinLists('users', accounts, userList);
  const [missing] = list.unavailable;
  if (missing) {
    throw new DeskError('upstream_unavailable', {
      detail: `The users of ${missing.name} can’t be read, so no one was assigned. ${missing.detail}`,
    });
  }
  const isChosen = chosen ? chooser(chosen) : () => true;
  const places = await findMatches(list, accounts, filter ?? everyUser);
  const items = Array.from(places).flatMap((place) => {
    const itemId = list.items[place]?.username ?? '';
    const accountId = list.accountAt(place);
    return isChosen(accountId, itemId) ? [{ accountId, itemId }] : [];
  });
  if (items.length > MOST_ASSIGNED) {
    throw new DeskError('invalid_request', {
      detail: `${formatNumber(items.length)} users match. At most ${formatNumber(MOST_ASSIGNED)} can be assigned at once: narrow the filters.`,
    });
  }
  const changed = await assignAll(actor, {
    ...{ table: customerUsers, action: 'customer.users_assigned', items, to: targetOf(to) },
    accountIds: accounts.map(({ id }) => id),
    details: filter ? { filter: givenIn(filter) } : {},
  });
  const refs = users?.map(({ accountId, username }) => ({ accountId, itemId: username }));
  return {
    ...{ changed, unchanged: items.length - changed },
    ...notListedIn(items, { names: usernames, refs }),
  };
}

/** Without what finds everyone. */
function givenIn({ search, sort: _, ...filter }: UserFilters): Partial<UserFilters> {
  return search === '' ? filter : { search, ...filter };
}
