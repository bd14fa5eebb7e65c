import 'server-only';
import type { Service, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import {
  deviceRowSchema,
  metadataItemSchema,
  metadataSchema,
  type ConnectReply,
  type DeviceRow,
} from './schemas';
import {
  BULK_SERVICE_TYPE,
  DOCUMENTED_LIFETIME_SECONDS,
  latestOf,
  toAddresses,
  toConnectionId,
  toHost,
  toId,
  toMoment,
  toPort,
  toServiceType,
  toState,
} from './values';

/** The list's readable rows, once per address; the first of two wins. */
export function toDeviceRows(rows: readonly unknown[]): DeviceRow[] {
  const byAddress = new Map<string, DeviceRow>();
  for (const row of rows) {
    const parsed = deviceRowSchema.safeParse(row);
    if (!parsed.success) continue;
    const address = toId(parsed.data.deviceaddress);
    if (!byAddress.has(address)) byAddress.set(address, parsed.data);
  }
  return [...byAddress.values()];
}

/** Address → hardware id, from `/device/metadata/list/me`. */
export function toHardwareIds(metadata: unknown): Map<string, string> {
  const parsed = metadataSchema.safeParse(metadata);
  const ids = new Map<string, string>();
  for (const [address, item] of Object.entries(parsed.success ? parsed.data.devices : {})) {
    const known = metadataItemSchema.safeParse(item);
    if (known.success) ids.set(toId(address), known.data.hardwareid);
  }
  return ids;
}

/**
 * v27 lists services; the row titled "Bulk Service" is the device itself, and rows with one
 * hardware id belong together. A row without a hardware id is its own device: aliases repeat, and a
 * whole office shares an outer address, so neither may join rows.
 * @param ownNames who the account is, in lower case: devices of others are shared with it
 */
export function toUpstreamDevices(
  rows: readonly DeviceRow[],
  hardwareIds: ReadonlyMap<string, string>,
  ownNames: readonly string[],
): UpstreamDevice[] {
  const groups = new Map<string, DeviceRow[]>();
  for (const row of rows) {
    const address = toId(row.deviceaddress);
    const hardwareId = row.hardwareid ?? hardwareIds.get(address);
    const key = hardwareId === undefined ? `row ${address}` : `hardware ${hardwareId}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((group) =>
    splitByHead(group).map((rowsOfDevice) => toUpstreamDevice(rowsOfDevice, ownNames)),
  );
}

/**
 * A machine that was registered again has one hardware id and two rows: two devices, the old one
 * offline. Only being online or not, like its device, shows whose a service is.
 */
function splitByHead(group: readonly DeviceRow[]): [DeviceRow, ...DeviceRow[]][] {
  const heads = group.filter(isBulkService);
  const [first] = heads.length > 0 ? heads : group;
  if (first === undefined) return [];
  const devices = new Map<DeviceRow, [DeviceRow, ...DeviceRow[]]>(
    (heads.length > 0 ? heads : [first]).map((head) => [head, [head]]),
  );
  for (const row of group) {
    if (devices.has(row)) continue;
    const alike = heads.find((head) => toState(head.devicestate) === toState(row.devicestate));
    devices.get(alike ?? first)?.push(row);
  }
  return [...devices.values()];
}

function toUpstreamDevice(
  group: [DeviceRow, ...DeviceRow[]],
  ownNames: readonly string[],
): UpstreamDevice {
  const [head] = group;
  const lastSeenAt = latestOf(group.map(({ lastcontacted }) => toMoment(lastcontacted)));
  const state = toState(head.devicestate);
  const owner = (head.ownerusername ?? '').trim().toLowerCase();
  const addresses = toAddresses(head.devicelastip, head.lastinternalip);
  return {
    id: toId(head.deviceaddress),
    name: toName(head),
    state,
    lastSeenAt,
    // v27 reports only the last contact: a device that is offline now has been so since then.
    ...(state === 'inactive' && lastSeenAt !== null && { offlineSince: lastSeenAt }),
    owner,
    isShared: owner !== '' && !ownNames.includes(owner),
    services: group.filter((row) => !isBulkService(row)).map(toService),
    ...(addresses && { addresses }),
  };
}

function toService(row: DeviceRow): Service {
  const type = toOctets(row.devicetype);
  const port = type?.port ?? 0;
  return {
    id: toId(row.deviceaddress),
    name: toName(row),
    type: toServiceType(type?.id),
    ...(port > 0 && { port }),
    state: toState(row.devicestate),
  };
}

function toName(row: DeviceRow): string {
  return row.devicealias?.trim() || toId(row.deviceaddress);
}

function isBulkService(row: DeviceRow): boolean {
  return (
    row.servicetitle?.trim().toLowerCase() === 'bulk service' ||
    toOctets(row.devicetype)?.id === BULK_SERVICE_TYPE
  );
}

/** `devicetype` is 16 octets in hex, 12 in older rows: 0–1 are the type's id, 10–11 the port. */
function toOctets(devicetype: string | undefined): { id: number; port: number } | null {
  const octets = devicetype?.trim().split(':') ?? [];
  if (octets.length < 12 || !octets.every((octet) => /^[0-9a-f]{2}$/i.test(octet))) return null;
  const numberAt = (index: number) => Number.parseInt(octets.slice(index, index + 2).join(''), 16);
  return { id: numberAt(0), port: numberAt(10) };
}

/**
 * Where to connect. Port services have a host and port, or a `proxy` URL whose scheme means
 * nothing; http and https services are reverse proxies with only a host, on the scheme's default
 * port.
 * @param domains under which the host must be
 * @returns null if there is no such host or connection id, or an invalid port
 */
export function toUpstreamConnection(
  reply: ConnectReply,
  domains: readonly string[],
): UpstreamConnection | null {
  const { connection } = reply;
  const connectionId = toConnectionId(connection.connectionid ?? reply.connectionid);
  const proxy = toUrl(connection.proxy);
  const host = toHost(connection.proxyserver?.trim() || proxy?.hostname, domains);
  const isReverseProxy = connection.reverseProxy ?? proxy?.protocol === 'https:';
  const port = isReverseProxy ? null : portOf(connection, proxy);
  const lacksPort = port === undefined || (port === null && connection.reverseProxy === false);
  if (connectionId === null || host === null || lacksPort) return null;
  const lifetime = connection.expirationsec ?? connection.proxyExpirationSec;
  return {
    connectionId,
    host,
    port,
    lifetimeSeconds: lifetime ?? DOCUMENTED_LIFETIME_SECONDS,
  };
}

function portOf(
  { proxyport, proxyServerPort }: ConnectReply['connection'],
  proxy: URL | null,
): number | null | undefined {
  const named = [proxyport, proxyServerPort, proxy?.port, proxy?.searchParams.get('port')];
  return toPort(named.find((value) => toPort(value) !== null));
}

function toUrl(text: string | undefined): URL | null {
  try {
    return new URL(text ?? '');
  } catch {
    return null;
  }
}
