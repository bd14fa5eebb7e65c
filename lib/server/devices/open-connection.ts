import 'server-only';
import { findAccount } from '@/lib/server/accounts/find-account';
import { remoteitFor } from '@/lib/server/accounts/upstream-clients';
import { DeskError } from '@/lib/server/errors';
import { recordEvent, type NewAuditEvent } from '@/lib/server/audit/record-event';
import { recordOutcome } from '@/lib/server/audit/record-outcome';
import { recordRequest } from '@/lib/server/audit/record-request';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { connections } from '@/lib/server/db/schema';
import { describeError, log } from '@/lib/server/log';
import type { Connection, OpenConnectionInput } from '@/lib/contract/devices';
import { findService } from './find-service';
import { hostIpFor } from './host-ip';
import { outcomeOf } from './outcome-of';
import { toConnection } from './to-connection';

/** remote.it ends a proxy after 8 hours; an absurd number of its must not make an absurd date. */
const MAX_LIFETIME_SECONDS = 7 * 86_400;

/**
 * Opens a proxy to a service: one call of remote.it, never repeated.
 * @throws DeskError `not_found` no such service; `invalid_request` a device; `conflict` offline
 */
export async function openConnection(
  actor: Actor,
  input: OpenConnectionInput & { account?: string | undefined },
): Promise<Connection> {
  const { serviceId, allowFrom } = input;
  const account = findAccount('remoteit', input.account);
  const hostIp = hostIpFor(allowFrom, actor.ip);
  const event = { accountId: account.id, target: serviceId.toLowerCase() };
  await recordRequest(actor, {
    ...event,
    action: 'connection.open_requested',
    outcome: 'unknown',
    details: { allowFrom, hostIp },
  });
  try {
    const { device, service } = await findService(account, serviceId);
    const client = remoteitFor(account);
    const opened = await client.openConnection({ serviceId: service.id, hostIp });
    const openedAt = new Date();
    const lifetimeSeconds = Math.min(opened.lifetimeSeconds, MAX_LIFETIME_SECONDS);
    const row = {
      id: createId('con'),
      accountId: account.id,
      serviceId: service.id,
      serviceName: service.name,
      serviceType: service.type,
      upstreamId: opened.connectionId,
      host: opened.host,
      port: opened.port,
      allowFrom,
      openedById: actor.id,
      openedAt,
      expiresAt: new Date(openedAt.getTime() + lifetimeSeconds * 1_000),
      closedAt: null,
    };
    const details = { connectionId: row.id, device: device.name, service: service.name, hostIp };
    await keep(actor, row, { ...event, action: 'connection.opened', outcome: 'success', details })
      // What isn't recorded must not stay open. Where closing fails as well it is not known.
      .catch(async (error: unknown) => {
        await client
          .closeConnection({ serviceId: service.id, connectionId: row.upstreamId })
          .catch((fault: unknown) => {
            const { requestId } = actor;
            log().error({ requestId, error: describeError(fault) }, 'connection left open');
            throw leftOpen(error);
          });
        throw error;
      });
    return { ...toConnection(row, actor.email), isOwn: true };
  } catch (error) {
    const { outcome, code } = outcomeOf(error, 'openConnection');
    const details = { allowFrom, hostIp, code };
    await recordOutcome(actor, { ...event, action: 'connection.opened', outcome, details });
    throw error;
  }
}

function leftOpen(cause: unknown): DeskError {
  return new DeskError('internal', {
    detail:
      'remote.it opened the connection, but it could be neither saved here nor ended again. Don’t open another one yet: it is in the audit log as unknown, and ends by itself after 15 minutes without use.',
    cause,
  });
}

async function keep(
  actor: Actor,
  row: typeof connections.$inferSelect,
  event: NewAuditEvent,
): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.insert(connections).values(row);
    await recordEvent(actor, event, tx);
  });
}
