import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { upstreamList, type UpstreamList } from '@/lib/server/accounts/upstream-list';
import { env } from '@/lib/server/env';
import type { UpstreamUser } from '@/lib/contract/users';
import { recordSeats } from './record-seats';

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
