import { z } from 'zod';
import type { UnavailableAccount } from './accounts';
import { accountIdSchema, pageSchema, pageSizeSchema, searchSchema } from './common';

export type Service = {
  id: string;
  name: string;
  /** The protocol, as a short word: `ssh`, `rdp`, `vnc`, `http`, `https`, `smb`, `tcp`. */
  type: string;
  port?: number;
  state: DeviceState;
};

export type DeviceState = 'active' | 'inactive';

/** A remote.it machine with its services. */
export type Device = {
  accountId: string;
  id: string;
  name: string;
  state: DeviceState;
  lastSeenAt: string | null;
  platform?: string;
  /** Since when it has been online or offline; left out if remote.it doesn't report it. */
  onlineSince?: string;
  offlineSince?: string;
  owner: string;
  /** Owned by someone else and shared with the account. */
  isShared: boolean;
  services: Service[];
  /** What remote.it couldn't return this time: those fields mean nothing. */
  missing?: DevicePart[];
};

export type DevicePart = 'name' | 'state' | 'platform' | 'lastSeenAt' | 'owner' | 'services';

/**
 * Something missing from a list: part of a device, a whole device (`part` null), or something
 * unknown (`deviceId` null, too).
 */
export type ListGap = {
  deviceId: string | null;
  part: DevicePart | null;
  /** The vendor's own reason. */
  message: string | null;
};

/**
 * What a remote.it adapter knows of a device. Lists saved by an earlier version don't include the
 * owner.
 */
export type UpstreamDevice = Omit<Device, 'accountId' | 'isShared'> & { isShared?: boolean };

export const deviceSortKeys = ['name', 'state', 'lastSeenAt', 'owner', 'platform'] as const;
const deviceSorts = deviceSortKeys.flatMap((key) => [key, `-${key}`] as const);
export type DeviceSort = (typeof deviceSortKeys)[number] | `-${(typeof deviceSortKeys)[number]}`;

export const listDevicesQuerySchema = z.object({
  account: accountIdSchema.optional(),
  search: searchSchema,
  state: z.enum(['active', 'inactive']).optional(),
  /** Owned by the account, or shared with it. */
  shared: z.enum(['yes', 'no']).optional(),
  /** Only devices that have been offline for at least this many days. */
  offlineDays: z.coerce.number().int().min(1).max(3_650).optional(),
  sort: z.enum(deviceSorts as [DeviceSort, ...DeviceSort[]]).default('name'),
  page: pageSchema,
  pageSize: pageSizeSchema,
  refresh: z.enum(['0', '1']).optional(),
});
export type ListDevicesQuery = z.infer<typeof listDevicesQuerySchema>;

export type DevicesPage = {
  items: Device[];
  total: number;
  /** Of what matches, whichever state is asked for. */
  states: Record<DeviceState, number>;
  page: number;
  pageSize: number;
  fetchedAt: string;
  isStale: boolean;
  /** remote.it returned part of the list; `missing` says what is left out, up to 100 entries. */
  isIncomplete: boolean;
  missing: ListGap[];
  /** Of several accounts, those that are missing here; left out if none is. */
  unavailable?: UnavailableAccount[];
};

export const openConnectionInputSchema = z.strictObject({
  serviceId: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[A-Za-z0-9:_-]+$/, 'Enter a valid service ID.'),
  allowFrom: z.enum(['me', 'anyone']).default('me'),
});
export type OpenConnectionInput = z.infer<typeof openConnectionInputSchema>;

/** What the adapter learns on connecting. `port` is null for reverse proxies (http, https). */
export type UpstreamConnection = {
  connectionId: string;
  host: string;
  port: number | null;
  /** Seconds until the proxy ends at the latest. */
  lifetimeSeconds: number;
};

export type Connection = {
  id: string;
  accountId: string;
  serviceId: string;
  /**
   * How to connect. Like `port`, `url` and `command`, it is null for anyone who neither opened the
   * connection nor may open one.
   */
  host: string | null;
  port: number | null;
  url: string | null;
  command: string | null;
  openedAt: string;
  expiresAt: string;
  idleTimeoutSeconds: 900;
  serviceName: string;
  serviceType: string;
  allowFrom: 'me' | 'anyone';
  /** Email of the person who opened it; null if that staff member was deleted. */
  openedBy: string | null;
  /** Whether the caller opened it. */
  isOwn: boolean;
  /** The caller's own name on the device, as in `command`; null: they haven't set one. */
  loginName: string | null;
};

/** Nothing that a shell would read as more than a name. */
export const loginNameInputSchema = z.strictObject({
  name: z
    .string({ error: 'The login name is missing.' })
    .trim()
    .max(64, 'The login name can’t be longer than 64 characters.')
    .regex(
      /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*)?$/,
      'Use letters without accents, digits, dots, hyphens, and underscores.',
    ),
});

export const listConnectionsQuerySchema = z.object({ account: accountIdSchema.optional() });

export type ConnectionsPage = {
  items: Connection[];
  total: number;
  /**
   * Which address “only me” lets in. Null: this server doesn't know the person's public IPv4
   * address, so the first one that connects is let in.
   */
  ownAddress: string | null;
};
