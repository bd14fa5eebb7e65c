import 'server-only';
import { and, eq } from 'drizzle-orm';
import type { Connection } from '@/lib/contract/devices';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { loginNames, staffMembers } from '@/lib/server/db/schema';
import { findOpenConnection, toConnection } from './connections';

type ServiceOf = { accountId: string; serviceId: string };

/**
 * Remembers the person's own login name for the service of an open connection; `''` forgets it.
 * @returns the connection, with the command for that name
 * @throws DeskError `not_found` if it is unknown, closed or expired
 */
export async function setLoginName(
  actor: Actor,
  connectionId: string,
  name: string,
  now = new Date(),
): Promise<Connection> {
  const row = await findOpenConnection(actor, connectionId, now);
  const { accountId, serviceId } = row;
  if (name === '') await db().delete(loginNames).where(isOf(actor, row));
  else {
    await db()
      .insert(loginNames)
      .values({ staffId: actor.id, accountId, serviceId, name })
      .onConflictDoUpdate({
        target: [loginNames.staffId, loginNames.accountId, loginNames.serviceId],
        set: { name },
      });
  }
  const [opener] = await db()
    .select({ email: staffMembers.email, name: staffMembers.name })
    .from(staffMembers)
    .where(eq(staffMembers.id, row.openedById));
  const isOwn = row.openedById === actor.id;
  return { ...toConnection(row, opener ?? null, name || null), isOwn };
}

/** What the person is called, and their own login name for a service; null: they haven't set one. */
export async function findOwnNames(
  actor: Actor,
  service: ServiceOf,
): Promise<{ name: string | null; loginName: string | null }> {
  const [found] = await db()
    .select({ name: staffMembers.name, loginName: loginNames.name })
    .from(staffMembers)
    .leftJoin(loginNames, isOf(actor, service))
    .where(eq(staffMembers.id, actor.id));
  return found ?? { name: null, loginName: null };
}

function isOf(actor: Actor, { accountId, serviceId }: ServiceOf) {
  return and(
    eq(loginNames.staffId, actor.id),
    eq(loginNames.accountId, accountId),
    eq(loginNames.serviceId, serviceId),
  );
}
