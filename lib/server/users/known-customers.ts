import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { userList } from './user-list';

export type KnownCustomers = { usernames: ReadonlySet<string>; fetchedAt: Date };

/** Who is a customer user of the account, by the last known list; null where none can be had. */
export async function knownCustomers(account: Account): Promise<KnownCustomers | null> {
  try {
    const { items, fetchedAt } = await userList(account).read();
    return { usernames: new Set(items.map(({ username }) => username)), fetchedAt };
  } catch {
    return null;
  }
}
