import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { remoteitFor } from '@/lib/server/accounts/upstream-clients';
import { upstreamList, type UpstreamList } from '@/lib/server/accounts/upstream-list';
import { env } from '@/lib/server/env';
import type { UpstreamDevice } from '@/lib/contract/devices';

/** The last known devices of an account. They count as fresh for as long as customer users do. */
export function devicesOf(account: Account): UpstreamList<UpstreamDevice> {
  return upstreamList<UpstreamDevice>({
    accountId: account.id,
    kind: 'devices',
    freshMs: () => env().usersFreshSeconds * 1_000,
    fetch: (onGap) => remoteitFor(account).listDevices(onGap),
  });
}
