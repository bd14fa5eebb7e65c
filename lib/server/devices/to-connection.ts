import 'server-only';
import type { connections } from '@/lib/server/db/schema';
import type { Connection } from '@/lib/contract/devices';

/** The proxy ends after this long without traffic, whatever its lifetime. */
const IDLE_TIMEOUT_SECONDS = 900;

type ConnectionRow = typeof connections.$inferSelect;

/** A connection as others may see it: without the vendor's id, with how to use it. */
export function toConnection(
  row: ConnectionRow,
  openedBy: string | null,
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
    command: isWeb ? null : commandFor(serviceType, address, row),
    openedAt: row.openedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
    serviceName: row.serviceName,
    serviceType,
    allowFrom: row.allowFrom,
    openedBy,
  };
}

/** Without a port it is a reverse proxy, which speaks https whatever the service behind it speaks. */
function webAddress(serviceType: string, host: string, port: number | null): string {
  return port === null ? `https://${host}` : `${serviceType}://${host}:${port}`;
}

function commandFor(
  serviceType: string,
  address: string,
  { host, port }: Pick<ConnectionRow, 'host' | 'port'>,
): string {
  switch (serviceType) {
    case 'ssh':
      return port === null ? `ssh user@${host}` : `ssh -p ${port} user@${host}`;
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
