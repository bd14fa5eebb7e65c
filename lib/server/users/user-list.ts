import 'server-only';
import type { UpstreamUser } from '@/lib/contract/users';
import { asItIs, type Account } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { seenIn, upstreamList, type SeenList } from '@/lib/server/accounts/upstream-list';
import { pathKey } from '@/lib/server/annotations/find-by-key';
import { env } from '@/lib/server/env';
import { unaccented } from '@/lib/shared/text-order';
import { recordSeats } from './record-seats';
import { notListed, requireUsersInScope, usersInScope } from './assignments';

/**
 * The last known customer users of an account. For someone confined to customers, theirs: whatever
 * lists, finds, sums up or exports users reads them here.
 */
export function userList(account: Account): SeenList<UpstreamUser> {
  const list = upstreamList<UpstreamUser>({
    accountId: account.id,
    isStored: account.source === 'vault',
    kind: 'users',
    freshMs: () => env().usersFreshSeconds * 1_000,
    fetch: async () => (await remotepcFor(await asItIs(account))).listUsers(),
    onFetched: (items, fetchedAt) => recordSeats(account.id, items, fetchedAt),
  });
  if (account.customerIds === null) return list;
  return seenIn(list, async (users) => {
    const isTheirs = await usersInScope(account);
    return users.filter(({ username }) => isTheirs(username));
  });
}

type KnownCustomers = { usernames: ReadonlySet<string>; fetchedAt: Date };

/** The customer users of the account, from the last known list; null if none is available. */
export async function knownCustomers(account: Account): Promise<KnownCustomers | null> {
  try {
    const { items, fetchedAt } = await userList(account).read();
    return { usernames: new Set(items.map(({ username }) => username)), fetchedAt };
  } catch {
    return null;
  }
}

const folded = new WeakMap<readonly UpstreamUser[], Map<string, UpstreamUser | null>>();

/**
 * The customer user in RemotePC's own list that a name refers to. No one else is sent to RemotePC:
 * its database may ignore accents, and then `usér@…` would get around what is counted and blocked
 * for `user@…`. If a name isn't in the last known list, the list is read once more.
 * @param beforeAsking may throw to prevent that
 * @param notDone what a missing user means for the caller, for the error
 * @throws DeskError `user_not_found`
 * @throws UpstreamError if the list can't be read
 */
export async function findListedUser(
  account: Account,
  name: string,
  beforeAsking: () => Promise<void> = async () => {},
  notDone = 'no sign-in was sent',
): Promise<UpstreamUser> {
  const list = userList(account);
  const known = await list.peek();
  const listed = known && match(known.items, name);
  if (listed) return listed;
  await requireUsersInScope(account, [name], notDone);
  await beforeAsking();
  const found = match((await list.refresh()).items, name);
  if (found) return found;
  throw notListed(name, notDone);
}

/**
 * The name in the last known list that a name refers to, without a fetch; otherwise the name
 * itself.
 */
export async function listedName(account: Account, name: string): Promise<string> {
  const known = await userList(account).peek();
  return (known && match(known.items, name))?.username ?? name;
}

function match(users: readonly UpstreamUser[], name: string): UpstreamUser | null {
  const same = users.find(({ username }) => username === name);
  return same ?? byFoldedName(users).get(fold(name)) ?? null;
}

/** If two users differ only in accents, a third spelling is ambiguous: null. */
function byFoldedName(users: readonly UpstreamUser[]): Map<string, UpstreamUser | null> {
  const known = folded.get(users);
  if (known) return known;
  const names = new Map<string, UpstreamUser | null>();
  for (const user of users) {
    const name = fold(user.username);
    names.set(name, names.has(name) ? null : user);
  }
  folded.set(users, names);
  return names;
}

/** As a database may compare it, which can treat ß as ss although Unicode doesn't decompose it. */
function fold(name: string): string {
  return unaccented(name.normalize('NFKD').toLowerCase());
}

/** Names a customer user in a path. */
export function userKey({ accountId, username }: { accountId: string; username: string }): string {
  return pathKey('usr', accountId, username);
}
