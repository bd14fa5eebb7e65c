import 'server-only';
import { eq } from 'drizzle-orm';
import { findAnyAccount } from '@/lib/server/accounts/accounts';
import { remoteitFor } from '@/lib/server/accounts/upstream-clients';
import type { Actor } from '@/lib/server/actor';
import { recordEvent, recordOutcome, recordRequest } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { db } from '@/lib/server/db/client';
import { connections, staffMembers } from '@/lib/server/db/schema';
import { UpstreamRejectedError } from '@/lib/server/upstreams/channel/errors';
import type { RemoteitApi } from '@/lib/server/upstreams/remoteit/api';
import { CONNECTION_GONE } from '@/lib/server/upstreams/remoteit/values';
import { findOpenConnection } from './connections';
import { outcomeOf } from './open-connection';

type ConnectionRow = typeof connections.$inferSelect;

/**
 * Closes a connection. If remote.it doesn't have it (any more), it has already ended, which is the
 * goal. Only those permitted may close someone else's connection, and its events name who opened
 * it.
 * @throws DeskError `not_found` if it is unknown, closed or expired; `forbidden`
 */
export async function closeConnection(actor: Actor, id: string, now = new Date()): Promise<void> {
  const connection = await findOpenConnection(actor, id, now);
  const openedBy = await otherOpener(actor, connection);
  const account = await findAnyAccount(actor, connection.accountId, 'remoteit');
  const client = await remoteitFor(account);
  const { accountId, deviceId, serviceId: target, serviceName: service } = connection;
  const event = {
    ...{ accountId, target },
    details: {
      ...{ connectionId: id, service },
      ...(deviceId !== null && { deviceId }),
      ...(openedBy && { openedBy }),
    },
  };
  await recordRequest(actor, {
    ...event,
    action: 'connection.close_requested',
    outcome: 'unknown',
  });
  try {
    const hadEnded = await stop(client, connection);
    await db().transaction(async (tx) => {
      await tx.update(connections).set({ closedAt: now }).where(eq(connections.id, id));
      const details = { ...event.details, ...(hadEnded && { hadEnded }) };
      await recordEvent(
        actor,
        { ...event, action: 'connection.closed', outcome: 'success', details },
        tx,
      );
    });
  } catch (error) {
    const { outcome, code } = outcomeOf(error, 'closeConnection');
    const details = { ...event.details, code };
    await recordOutcome(actor, { ...event, action: 'connection.closed', outcome, details });
    throw error;
  }
}

/**
 * Who opened a connection that isn't the actor's own: by email, or by id if that person was
 * deleted.
 * @throws DeskError `forbidden`, with its event
 */
async function otherOpener(actor: Actor, { openedById }: ConnectionRow): Promise<string | null> {
  if (openedById === actor.id) return null;
  await requirePermission(actor, 'connections.end_others', {
    wayOn: 'Someone else opened this connection. Ask them or a manager to close it.',
  });
  const opener = await db().query.staffMembers.findFirst({
    columns: { email: true },
    where: eq(staffMembers.id, openedById),
  });
  return opener?.email ?? openedById;
}

/** @returns whether it had already ended */
async function stop(
  client: RemoteitApi,
  { serviceId, upstreamId }: ConnectionRow,
): Promise<boolean> {
  try {
    await client.closeConnection({ serviceId, connectionId: upstreamId });
    return false;
  } catch (error) {
    if (error instanceof UpstreamRejectedError && error.reason === CONNECTION_GONE) return true;
    throw error;
  }
}
