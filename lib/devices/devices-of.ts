import 'server-only';
import type { Account } from '../accounts/account';
import { remoteitFor } from '../accounts/upstream-clients';
import { upstreamList, type UpstreamList } from '../accounts/upstream-list';
import { env } from '../env';
import type { UpstreamDevice } from '../schemas/devices';

/** The last known devices of an account. They count as fresh for as long as customer users do. */
export function devicesOf(account: Account): UpstreamList<UpstreamDevice> {
  return upstreamList<UpstreamDevice>({
    accountId: account.id,
    kind: 'devices',
    freshMs: () => env().usersFreshSeconds * 1_000,
    fetch: (onGap) => remoteitFor(account).listDevices(onGap),
  });
}
