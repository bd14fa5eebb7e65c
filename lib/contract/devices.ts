import { z } from 'zod';
import type { Device, DeviceAddresses } from './answers/devices';
import {
  accountIdSchema,
  boundedArray,
  customersFilterSchema,
  pageSchema,
  pageSizeSchema,
  searchSchema,
  tagsFilterSchema,
} from './common';

export type {
  Connection,
  ConnectionsPage,
  Device,
  DeviceAddresses,
  DeviceDetails,
  DevicePart,
  DeviceState,
  DevicesPage,
  ListGap,
  PastConnection,
  Service,
} from './answers/devices';

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

export const DEVICE_KEY = /^dev_[A-Za-z0-9_-]{22}$/;

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
