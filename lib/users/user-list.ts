import 'server-only';
import type { Account } from '../accounts/account';
import { remotepcFor } from '../accounts/upstream-clients';
import { upstreamList, type UpstreamList } from '../accounts/upstream-list';
import { env } from '../env';
import type { UpstreamUser } from '../schemas/users';
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
