import 'server-only';
import type {
  DevicePart,
  ListGap,
  Service,
  UpstreamConnection,
  UpstreamDevice,
} from '@/lib/contract/devices';
import type { GraphqlError } from './graphql-envelope';
import {
  deviceIdSchema,
  deviceItemSchema,
  serviceItemSchema,
  type ConnectData,
  type DeviceItem,
  type ServiceItem,
} from './graphql-schemas';
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

/** The key of a row; null if it can't be read. */
export function idOfItem(item: unknown): string | null {
  const parsed = deviceIdSchema.safeParse(item);
  return parsed.success ? toId(parsed.data.id) : null;
}

/** The ids of a row and of its services as remote.it spells them. */
export function spellingsOf(item: unknown): string[] {
  const parsed = deviceItemSchema.safeParse(item);
  if (!parsed.success) return [];
  return [parsed.data.id, ...readServices(parsed.data).map(({ id }) => id)];
}

/**
 * @param ownEmail the account's owner: devices of others are shared with it
 * @param gaps what the response left out: each device is marked with its own
 */
export function toGraphqlDevices(
  items: readonly unknown[],
  ownEmail: string | undefined,
  gaps: readonly ListGap[],
): UpstreamDevice[] {
  const own = ownEmail?.trim().toLowerCase() ?? '';
  const missing = new Map<string, Set<DevicePart>>();
  for (const { deviceId, part } of gaps) {
    if (deviceId === null || part === null) continue;
    missing.set(deviceId, (missing.get(deviceId) ?? new Set()).add(part));
  }
  return items.flatMap((item) => {
    const parsed = deviceItemSchema.safeParse(item);
    if (!parsed.success) return [];
    const device = toDevice(parsed.data, own);
    const parts = missing.get(device.id);
    return [parts ? { ...device, missing: [...parts] } : device];
  });
}

function toDevice(item: DeviceItem, own: string): UpstreamDevice {
  const services = readServices(item);
  const state = toState(item.state);
  const since = {
    onlineSince: toMoment(item.endpoint?.onlineSince),
    offlineSince: toMoment(item.endpoint?.offlineSince),
  };
  const lastSeenAt =
    latestOf([item, ...services].map(({ lastReported }) => toMoment(lastReported))) ??
    since.offlineSince;
  const offlineSince = since.offlineSince ?? lastSeenAt;
  const owner = (item.owner?.email ?? '').trim().toLowerCase();
  const platform = toPlatform(item.platform);
  const addresses = toAddresses(item.endpoint?.externalAddress, item.endpoint?.internalAddress);
  return {
    id: toId(item.id),
    name: item.name?.trim() || toId(item.id),
    state,
    lastSeenAt,
    ...(platform !== undefined && { platform }),
    ...(state === 'active' && since.onlineSince !== null && { onlineSince: since.onlineSince }),
    ...(state === 'inactive' && offlineSince !== null && { offlineSince }),
    owner,
    // Without our own name, the owner can't be determined.
    ...((own !== '' || owner === '') && { isShared: owner !== '' && owner !== own }),
    services: services.map(toService),
    ...(addresses && { addresses }),
  };
}

/** The device itself may be listed among its services, as in v27; it can't be connected to. */
function readServices({ services = [] }: DeviceItem): ServiceItem[] {
  return services.flatMap((service) => {
    const parsed = serviceItemSchema.safeParse(service);
    if (!parsed.success || parsed.data.application === BULK_SERVICE_TYPE) return [];
    return [parsed.data];
  });
}

function toService({ id, name, state, title, application, port }: ServiceItem): Service {
  return {
    id: toId(id),
    name: name?.trim() || toId(id),
    type: toServiceType(application, title),
    ...(port !== undefined && port > 0 && { port }),
    state: toState(state),
  };
}

/**
 * @param domains under which the host must be
 * @returns null if there is no such host or connection id, or an invalid port
 */
export function toGraphqlConnection(
  { connect }: ConnectData,
  domains: readonly string[],
): UpstreamConnection | null {
  const connectionId = toConnectionId(connect.id);
  const host = toHost(connect.host, domains);
  const port = connect.reverseProxy ? null : toPort(connect.port);
  const lacksPort = port === undefined || (port === null && connect.reverseProxy === false);
  if (connectionId === null || host === null || lacksPort) return null;
  return {
    connectionId,
    host,
    port,
    lifetimeSeconds: connect.timeout ?? DOCUMENTED_LIFETIME_SECONDS,
  };
}

/**
 * The numbers with which remote.it reports a device's platform.
 * @source repository remoteit/desktop, frontend/src/platforms/catalogue.generated.json
 */
const platforms = new Map([
  [0, 'Windows'],
  [4, 'Windows'],
  [5, 'Windows'],
  [10, 'Windows Server'],
  [256, 'macOS'],
  [768, 'Unix'],
  [769, 'Linux'],
  [1072, 'Raspberry Pi'],
  [1075, 'Raspberry Pi'],
  [1076, 'Raspberry Pi'],
  [1077, 'Raspberry Pi'],
  [1120, 'Debian Linux'],
  [1121, 'Red Hat Linux'],
  [1122, 'Alpine Linux'],
  [1185, 'AWS'],
  [1186, 'Azure'],
  [1187, 'Google Cloud'],
  [1200, 'Linux on ARM'],
  [1201, 'NVIDIA Jetson'],
  [1202, 'Linux'],
  [1205, 'OpenWrt'],
  [1209, 'AXIS'],
  [1210, 'Synology'],
  [1213, 'Android'],
  [1214, 'iOS'],
  [1216, 'Firewalla'],
  [1218, 'Ubiquiti'],
  [1219, 'Docker'],
  [1220, 'Docker'],
  [1221, 'Docker'],
  [1281, 'Teltonika'],
]);

/** A device's platform, in a word; undefined for an unknown number. */
function toPlatform(code: number | undefined): string | undefined {
  return code === undefined ? undefined : platforms.get(code);
}

type Page = { from: number; items: readonly unknown[]; errors: readonly GraphqlError[] };

/** Where the rows of the devices query are. */
const ITEMS = ['login', 'devices', 'items'] as const;

/** The vendor's fields, and what is unknown without them. */
const parts = new Map<unknown, DevicePart>([
  ['name', 'name'],
  ['state', 'state'],
  ['platform', 'platform'],
  ['lastReported', 'lastSeenAt'],
  ['endpoint', 'lastSeenAt'],
  ['owner', 'owner'],
  ['services', 'services'],
]);

/**
 * What is missing from one page of devices: what an error left empty, and rows that can't be read.
 * @returns by position in the whole list, since pages overlap
 */
export function gapsOfPage({ from, items, errors }: Page): Map<string, ListGap> {
  const gaps = new Map<string, ListGap>();
  const add = (place: number | null, part: DevicePart | null, message: string | undefined) => {
    const deviceId = place === null ? null : idOfItem(items[place]);
    const key = place === null ? `list ${message ?? ''}` : `${from + place} ${part ?? ''}`;
    if (!gaps.has(key)) gaps.set(key, { deviceId, part, message: message ?? null });
  };
  for (const { path, message } of errors) {
    const place = placeOf(path, items.length);
    const isRow = place !== null && idOfItem(items[place]) !== null;
    add(place, isRow ? (parts.get(path[ITEMS.length + 1]) ?? null) : null, message);
  }
  items.forEach((item, place) => {
    if (idOfItem(item) === null) add(place, null, undefined);
  });
  return gaps;
}

function placeOf(path: GraphqlError['path'], length: number): number | null {
  const place = path[ITEMS.length];
  const isInItems = ITEMS.every((name, index) => path[index] === name);
  return isInItems && typeof place === 'number' && place >= 0 && place < length ? place : null;
}
