import 'server-only';
import { and, desc, eq, gt, inArray, isNull, type SQL } from 'drizzle-orm';
import type { ConnectionsPage, Connection } from '@/lib/contract/devices';
import { findAccounts, findAnyAccount, type Account } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { connections, loginNames, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may, maySeeAccount } from '@/lib/server/policies/permissions';
import { publicAddress } from './allowed-address';
import { devicesOf } from './list-devices';

const withheld = { host: null, port: null, url: null, command: null };

/**
 * The account's (or all accounts') connections that are neither closed nor expired, newest first. Everyone who can
 * view devices sees that they are open; only those who opened them or may connect see the address.
 */
export async function listConnections(
  actor: Actor,
  query: { account?: string | undefined },
  now = new Date(),
): Promise<ConnectionsPage> {
  const accounts = await findAccounts(actor, 'remoteit', query.account);
  const accountIds = accounts.map(({ id }) => id);
  const rows = await db()
    .select({
      connection: connections,
      openedBy: { email: staffMembers.email, name: staffMembers.name },
      loginName: loginNames.name,
    })
    .from(connections)
    .leftJoin(staffMembers, eq(staffMembers.id, connections.openedById))
    .leftJoin(loginNames, isNameOf(actor))
    .where(
      and(
        inArray(connections.accountId, accountIds),
        isNull(connections.closedAt),
        gt(connections.expiresAt, now),
      ),
    )
    .orderBy(desc(connections.openedAt), desc(connections.id));
  const mayConnect = may(actor, 'connections.write');
  const isSeen = await connectionsInScope(accounts);
  const items = rows
    .filter(({ connection }) => isSeen(connection))
    .map(({ connection, openedBy, loginName }) => {
      const isOwn = connection.openedById === actor.id;
      const seen = { ...toConnection(connection, openedBy, loginName), isOwn };
      return mayConnect || isOwn ? seen : { ...seen, ...withheld };
    });
  return { items, total: items.length, ownAddress: publicAddress(actor.ip) };
}

const ID = /^con_[\w-]{1,64}$/;

/** @throws DeskError `not_found` if it is unknown, closed, expired, or of an account outside the scope */
export async function findOpenConnection(
  actor: Actor,
  id: string,
  now: Date,
): Promise<ConnectionRow> {
  const isOpen = and(isNull(connections.closedAt), gt(connections.expiresAt, now));
  // A path can contain what PostgreSQL doesn't accept as text, such as NUL.
  const row = ID.test(id)
    ? await db().query.connections.findFirst({ where: and(eq(connections.id, id), isOpen) })
    : undefined;
  if (row && maySeeAccount(actor, row.accountId)) {
    const account = await findAnyAccount(actor, row.accountId, 'remoteit');
    if ((await connectionsInScope([account]))(row)) return row;
  }
  throw new DeskError('not_found', {
    detail: 'This connection is no longer open. Open a new one from the device’s services.',
  });
}

type OfDevice = Pick<ConnectionRow, 'accountId' | 'deviceId'>;

/** Whether the person sees the device: someone confined to customers sees only theirs. */
async function connectionsInScope(
  accounts: readonly Account[],
): Promise<(connection: OfDevice) => boolean> {
  if (accounts.every(({ customerIds }) => customerIds === null)) return () => true;
  const { items, accountAt } = await joinLists('devices', accounts, devicesOf);
  const seen = new Set(items.map(({ id }, place) => `${accountAt(place)} ${id}`));
  return ({ accountId, deviceId }) => deviceId !== null && seen.has(`${accountId} ${deviceId}`);
}

/** The proxy ends after this long without traffic, whatever its lifetime. */
const IDLE_TIMEOUT_SECONDS = 900;

type ConnectionRow = typeof connections.$inferSelect;

/** The person's own name for the service of a connection. */
function isNameOf(actor: Actor): SQL | undefined {
  return and(
    eq(loginNames.staffId, actor.id),
    eq(loginNames.accountId, connections.accountId),
    eq(loginNames.serviceId, connections.serviceId),
  );
}

/** A connection as others may see it: without the vendor's id, with how to use it. */
export function toConnection(
  row: ConnectionRow,
  openedBy: { email: string; name: string | null } | null,
  loginName: string | null,
): Omit<Connection, 'isOwn'> {
  const { host, port, serviceType } = row;
  const address = port === null ? host : `${host}:${port}`;
  const isWeb = serviceType === 'http' || serviceType === 'https';
  return {
    id: row.id,
    accountId: row.accountId,
    serviceId: row.serviceId,
    host,
    port,
    url: isWeb ? webAddress(serviceType, host, port) : null,
    command: isWeb ? null : commandFor(serviceType, address, { ...row, loginName }),
    openedAt: row.openedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
    serviceName: row.serviceName,
    serviceType,
    allowFrom: row.allowFrom,
    openedBy: openedBy?.email ?? null,
    openedByName: openedBy?.name ?? null,
    loginName,
  };
}

/** Without a port it is a reverse proxy, which uses https whatever the service behind it uses. */
function webAddress(serviceType: string, host: string, port: number | null): string {
  return port === null ? `https://${host}` : `${serviceType}://${host}:${port}`;
}

function commandFor(
  serviceType: string,
  address: string,
  { host, port, loginName }: Pick<ConnectionRow, 'host' | 'port'> & { loginName: string | null },
): string {
  const user = loginName ?? 'user';
  switch (serviceType) {
    case 'ssh':
      return port === null ? `ssh ${user}@${host}` : `ssh -p ${port} ${user}@${host}`;
    case 'rdp':
      return `mstsc /v:${address}`;
    case 'vnc':
      return `vnc://${address}`;
    case 'smb':
      return `smb://${address}`;
    default:
      return address;
  }
}
