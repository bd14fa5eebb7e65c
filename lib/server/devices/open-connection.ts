import 'server-only';
import type { AuditOutcome } from '@/lib/contract/audit';
import type {
  Connection,
  OpenConnectionInput,
  Service,
  UpstreamDevice,
} from '@/lib/contract/devices';
import { findAccount, type Account } from '@/lib/server/accounts/accounts';
import { remoteitFor } from '@/lib/server/accounts/upstream-clients';
import type { Actor } from '@/lib/server/actor';
import {
  recordEvent,
  type NewAuditEvent,
  recordOutcome,
  recordRequest,
} from '@/lib/server/audit/record';
import { db, createId } from '@/lib/server/db/client';
import { connections } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { hostIpFor } from './allowed-address';
import { toConnection } from './connections';
import { devicesOf } from './list-devices';
import { findOwnNames } from './login-names';

const unknownNames = { name: null, loginName: null };

/**
 * remote.it ends a proxy after 8 hours; an absurd value of theirs must not become an absurd date.
 */
const MAX_LIFETIME_SECONDS = 7 * 86_400;

/**
 * Opens a proxy to a service: one remote.it call, never repeated.
 * @throws DeskError `not_found` no such service; `invalid_request` a device; `conflict` offline
 */
export async function openConnection(
  actor: Actor,
  input: OpenConnectionInput & { account?: string | undefined },
): Promise<Connection> {
  const { serviceId, allowFrom } = input;
  const account = await findAccount(actor, 'remoteit', input.account);
  const client = await remoteitFor(account);
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
    const opened = await client.openConnection({ serviceId: service.id, hostIp });
    const openedAt = new Date();
    const lifetimeSeconds = Math.min(opened.lifetimeSeconds, MAX_LIFETIME_SECONDS);
    const row = {
      id: createId('con'),
      accountId: account.id,
      deviceId: device.id,
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
    const details = {
      connectionId: row.id,
      ...{ device: device.name, deviceId: device.id, service: service.name, hostIp },
    };
    await keep(actor, row, { ...event, action: 'connection.opened', outcome: 'success', details })
      // What isn't recorded must not stay open. If closing fails too, the outcome is unknown.
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
    // It is open, whether they can be read or not.
    const { name, loginName } = await findOwnNames(actor, row).catch(() => unknownNames);
    return { ...toConnection(row, { email: actor.email, name }, loginName), isOwn: true };
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
      'remote.it opened the connection, but it couldn’t be saved or closed again. Don’t open another one yet: this one is in the audit log as unknown and closes after 15 minutes of inactivity.',
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

type Found = { device: UpstreamDevice; service: Service };

/**
 * The service with this id, ready to connect to. What the last known list doesn't have, or has as
 * offline, is looked up in a fresh one before it is refused.
 * @throws DeskError `not_found` (`upstream_malformed` if the list is incomplete), `invalid_request`
 * (a device's id), `conflict` (offline)
 */
async function findService(account: Account, serviceId: string): Promise<Found> {
  const id = serviceId.toLowerCase();
  const known = lookUp((await devicesOf(account).read()).items, id);
  if (known?.service?.state === 'active') return { ...known, service: known.service };
  const { items, gaps } = await devicesOf(account).read({ refresh: true });
  const found = lookUp(items, id);
  if (!found && gaps) {
    throw new DeskError('upstream_malformed', {
      detail:
        'remote.it returned only part of its list of devices, and this service isn’t in it. Nothing was opened. Try again in a moment.',
    });
  }
  if (!found) {
    throw new DeskError('not_found', {
      detail: 'No device of this account has this service. Reload the list of devices.',
    });
  }
  const { device, service } = found;
  if (!service) {
    throw new DeskError('invalid_request', {
      detail: `“${device.name}” is a device. Select one of its services to connect to.`,
      errors: [
        { path: 'serviceId', code: 'not_a_service', message: 'This is the ID of a device.' },
      ],
    });
  }
  if (service.state !== 'active') {
    throw new DeskError('conflict', {
      detail:
        device.state === 'active'
          ? `“${service.name}” on “${device.name}” is offline. Start it on the device and try again.`
          : `“${device.name}” is offline. Try again when it’s back online. The list shows when it was last seen.`,
    });
  }
  return { device, service };
}

/** A device without its own row has the id of its first service, so services are checked first. */
function lookUp(
  devices: readonly UpstreamDevice[],
  id: string,
): { device: UpstreamDevice; service: Service | undefined } | undefined {
  for (const device of devices) {
    const service = device.services.find((candidate) => candidate.id.toLowerCase() === id);
    if (service) return { device, service };
  }
  const device = devices.find((candidate) => candidate.id.toLowerCase() === id);
  return device && { device, service: undefined };
}

/**
 * How a failed write ends in the audit log: `unknown` if remote.it may have carried it out. If a
 * preceding login or list failed, it's certain that the write was never sent.
 * @param operation the adapter's method that writes
 */
export function outcomeOf(
  error: unknown,
  operation: 'openConnection' | 'closeConnection',
): { outcome: AuditOutcome; code: string } {
  if (error instanceof DeskError && error.code !== 'internal') {
    return { outcome: 'failure', code: error.code };
  }
  if (!(error instanceof UpstreamError)) return { outcome: 'unknown', code: 'internal' };
  const isInDoubt = error.outcome === 'maybe_sent' && error.operation === operation;
  return {
    outcome: isInDoubt ? 'unknown' : 'failure',
    code: error.code ?? `upstream_${error.type}`,
  };
}
