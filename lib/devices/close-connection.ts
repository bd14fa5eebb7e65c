import 'server-only';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { findAccount } from '../accounts/find-account';
import { remoteitFor } from '../accounts/upstream-clients';
import { ApiError } from '../api/api-error';
import { recordEvent } from '../audit/record-event';
import { recordOutcome } from '../audit/record-outcome';
import { recordRequest } from '../audit/record-request';
import type { Actor } from '../auth/actor';
import { db } from '../db/client';
import { connections } from '../db/schema';
import { UpstreamRejectedError } from '../http/errors';
import { CONNECTION_GONE } from '../remoteit/values';
import { outcomeOf } from './outcome-of';

const ID = /^con_[\w-]{1,64}$/;

type ConnectionRow = typeof connections.$inferSelect;

/**
 * Ends a connection. Where remote.it doesn't know it (any more), it has ended already: that is what
 * was asked for.
 * @throws ApiError `not_found` for one that is unknown, closed or past its end
 */
export async function closeConnection(actor: Actor, id: string, now = new Date()): Promise<void> {
  const connection = await findOpen(id, now);
  const event = {
    accountId: connection.accountId,
    target: connection.serviceId,
    details: { connectionId: id, service: connection.serviceName },
  };
  await recordRequest(actor, {
    ...event,
    action: 'connection.close_requested',
    outcome: 'success',
  });
  try {
    const hadEnded = await stop(connection);
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

async function findOpen(id: string, now: Date): Promise<ConnectionRow> {
  const isOpen = and(isNull(connections.closedAt), gt(connections.expiresAt, now));
  // A path can hold what PostgreSQL takes for no text at all, such as NUL.
  const row = ID.test(id)
    ? await db().query.connections.findFirst({ where: and(eq(connections.id, id), isOpen) })
    : undefined;
  if (row) return row;
  throw new ApiError('not_found', {
    detail: 'This connection isn’t open any more. Open a new one from the device’s services.',
  });
}

/** @returns whether it had ended before */
async function stop({ accountId, serviceId, upstreamId }: ConnectionRow): Promise<boolean> {
  const client = remoteitFor(findAccount('remoteit', accountId));
  try {
    await client.closeConnection({ serviceId, connectionId: upstreamId });
    return false;
  } catch (error) {
    if (error instanceof UpstreamRejectedError && error.reason === CONNECTION_GONE) return true;
    throw error;
  }
}
