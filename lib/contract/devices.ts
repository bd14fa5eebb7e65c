import { z } from 'zod';
import type { UnavailableAccount } from './accounts';
import type { AuditOutcome } from './audit';
import {
  accountIdSchema,
  boundedArray,
  customersFilterSchema,
  pageSchema,
  pageSizeSchema,
  searchSchema,
  tagsFilterSchema,
  type CustomerOf,
  type SeveralCustomers,
} from './common';

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
  /** Names the device in a path; the same for as long as its id is. */
  key?: string;
  /** Our own, in the order in which they were added. */
  tags?: string[];
  hasNote?: boolean;
  /** Set by hand, by a rule, or by the mail domain of the owner; null: none. */
  customer?: CustomerOf | null;
  /** Someone set the customer, or that there is none, whatever the owner; else left out. */
  isCustomerByHand?: true;
  /** Rules of these customers apply, so the device belongs to none of them; else left out. */
  severalCustomers?: SeveralCustomers;
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
export type UpstreamDevice = Omit<
  Device,
  | 'accountId'
  | 'isShared'
  | 'key'
  | 'tags'
  | 'hasNote'
  | 'customer'
  | 'isCustomerByHand'
  | 'severalCustomers'
> & {
  isShared?: boolean;
  addresses?: DeviceAddresses;
};

/** As remote.it saw it last: over the internet, and in its own network; with a port if it says so. */
export type DeviceAddresses = { external?: string; internal?: string };

export const DEVICE_KEY = /^dev_[A-Za-z0-9_-]{22}$/;

/** One device, with what the list doesn't show. */
export type DeviceDetails = {
  device: Device;
  addresses: DeviceAddresses;
  note: string | null;
  /** The last connections, newest first; left out for anyone who can't read the audit log. */
  history?: PastConnection[];
};

/** A connection that was opened from here, or an attempt. */
export type PastConnection = {
  /** Of its event in the audit log. */
  id: string;
  at: string;
  /** Whose action it was: the name, or the email of someone who was removed. */
  by: string;
  serviceId: string;
  /** As it was called then; null: it never opened. */
  service: string | null;
  outcome: AuditOutcome;
  /** Null: it didn't open, or no one knows. `ended`: by itself, at the latest at this moment. */
  end: { kind: 'open' } | { kind: 'disconnected' | 'ended'; at: string; by?: string } | null;
};

/** A device's id as remote.it gives it. */
export const deviceIdSchema = z.string().min(1).max(200);

/** Which device: one that is shared with two accounts has the same id in both. */
export const deviceRefSchema = z.strictObject({ accountId: accountIdSchema, id: deviceIdSchema });
export type DeviceRef = z.infer<typeof deviceRefSchema>;

export const deviceSortKeys = ['name', 'state', 'lastSeenAt', 'owner', 'platform'] as const;
const deviceSorts = deviceSortKeys.flatMap((key) => [key, `-${key}`] as const);
export type DeviceSort = (typeof deviceSortKeys)[number] | `-${(typeof deviceSortKeys)[number]}`;

export const deviceFiltersSchema = z.object({
  account: accountIdSchema.optional(),
  search: searchSchema,
  state: z.enum(['active', 'inactive']).optional(),
  /** Owned by the account, or shared with it. */
  shared: z.enum(['yes', 'no']).optional(),
  /** Only devices that have been offline for at least this many days. */
  offlineDays: z.coerce.number().int().min(1).max(3_650).optional(),
  tag: tagsFilterSchema.optional(),
  customer: customersFilterSchema.optional(),
  sort: z.enum(deviceSorts as [DeviceSort, ...DeviceSort[]]).default('name'),
});
export type DeviceFilters = z.infer<typeof deviceFiltersSchema>;

/** `?account=` of the calls about one device. */
export const deviceAccountQuerySchema = z.object({ account: accountIdSchema.optional() });

export const exportDevicesQuerySchema = deviceFiltersSchema.extend({
  format: z.enum(['csv', 'xlsx']).default('csv'),
});
export type ExportDevicesQuery = z.infer<typeof exportDevicesQuerySchema>;

/** Of the matches, the individually selected rows. */
export const chosenDevicesInputSchema = z.strictObject({
  devices: boundedArray(deviceRefSchema, { min: 1, max: 10_000 }),
});
export type ChosenDevicesInput = z.infer<typeof chosenDevicesInputSchema>;

export const listDevicesQuerySchema = deviceFiltersSchema.extend({
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
  /** Their name; null as `openedBy`. */
  openedByName: string | null;
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
