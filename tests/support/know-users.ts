import type { Sandbox } from '@/lib/sandbox/start-sandbox';
import { saveUpstreamList } from '@/lib/server/accounts/upstream-list';
import { db } from '@/lib/server/db/client';
import { upstreamLists } from '@/lib/server/db/schema';
import { toUpstreamUsers } from '@/lib/server/upstreams/remotepc/map';
import { forgetUpstreams } from './call-route';

/** The current users are known, from a list that is too old to prove the account's key. */
export async function knowUsers(sandbox: Sandbox): Promise<void> {
  forgetUpstreams();
  await db().delete(upstreamLists);
  const readAt = new Date(Date.now() - 10 * 60_000);
  await saveUpstreamList({
    accountId: 'rpc_sandbox',
    kind: 'users',
    askedAt: readAt,
    fetchedAt: readAt,
    gaps: [],
    items: toUpstreamUsers([...sandbox.remotepc.state.users.values()]),
  });
}
