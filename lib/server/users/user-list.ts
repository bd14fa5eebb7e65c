import 'server-only';
import type { UpstreamUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { upstreamList, type UpstreamList } from '@/lib/server/accounts/upstream-list';
import { db } from '@/lib/server/db/client';
import { seatSnapshots } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { summarizeUsers } from './summarize-users';

/** The last known customer users of an account. */
export function userList(account: Account): UpstreamList<UpstreamUser> {
  return upstreamList<UpstreamUser>({
    accountId: account.id,
    kind: 'users',
    freshMs: () => env().usersFreshSeconds * 1_000,
    fetch: () => remotepcFor(account).listUsers(),
    onFetched: (items, fetchedAt) => recordSeats(account.id, items, fetchedAt),
  });
}

/** The account's seats of that day (UTC); the last list of a day stands. */
async function recordSeats(
  accountId: string,
  items: readonly UpstreamUser[],
  fetchedAt: Date,
): Promise<void> {
  const { users, seats, seatsUsed } = summarizeUsers(items);
  const day = fetchedAt.toISOString().slice(0, 10);
  await db()
    .insert(seatSnapshots)
    .values({ accountId, day, users, seats, seatsUsed })
    .onConflictDoUpdate({
      target: [seatSnapshots.accountId, seatSnapshots.day],
      set: { users, seats, seatsUsed },
    });
}

type KnownCustomers = { usernames: ReadonlySet<string>; fetchedAt: Date };

/** Who is a customer user of the account, by the last known list; null where none can be had. */
export async function knownCustomers(account: Account): Promise<KnownCustomers | null> {
  try {
    const { items, fetchedAt } = await userList(account).read();
    return { usernames: new Set(items.map(({ username }) => username)), fetchedAt };
  } catch {
    return null;
  }
}
