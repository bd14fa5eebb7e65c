import 'server-only';
import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { findAccount } from '@/lib/server/accounts/find-account';
import type { Actor } from '@/lib/server/actor';
import { may } from '@/lib/server/policies/permissions';
import { db } from '@/lib/server/db/client';
import { connections, staffMembers } from '@/lib/server/db/schema';
import type { ConnectionsPage } from '@/lib/contract/devices';
import { toConnection } from './to-connection';

const withheld = { host: null, port: null, url: null, command: null };

/**
 * The account's connections that are neither closed nor at their end, the newest first. That they
 * are open is for everyone who sees devices; the way in only for those who opened them or may.
 */
export async function listConnections(
  actor: Actor,
  query: { account?: string | undefined },
  now = new Date(),
): Promise<ConnectionsPage> {
  const account = findAccount('remoteit', query.account);
  const rows = await db()
    .select({ connection: connections, openedBy: staffMembers.email })
    .from(connections)
    .leftJoin(staffMembers, eq(staffMembers.id, connections.openedById))
    .where(
      and(
        eq(connections.accountId, account.id),
        isNull(connections.closedAt),
        gt(connections.expiresAt, now),
      ),
    )
    .orderBy(desc(connections.openedAt), desc(connections.id));
  const mayConnect = may(actor.role, 'connections.write');
  const items = rows.map(({ connection, openedBy }) => {
    const isOwn = connection.openedById === actor.id;
    const seen = { ...toConnection(connection, openedBy), isOwn };
    return mayConnect || isOwn ? seen : { ...seen, ...withheld };
  });
  return { items, total: items.length };
}
