import 'server-only';
import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { findAccount } from '../accounts/find-account';
import { db } from '../db/client';
import { connections, staffMembers } from '../db/schema';
import type { ConnectionsPage } from '../schemas/devices';
import { toConnection } from './to-connection';

/** The account's connections that are neither closed nor at their end, the newest first. */
export async function listConnections(
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
  const items = rows.map((row) => toConnection(row.connection, row.openedBy));
  return { items, total: items.length };
}
