import { z } from 'zod';
import { momentSchema } from './moments';
import { auditOutcomes } from '../audit';
import { customerOfSchema, severalCustomersSchema } from '../common';
import { unavailableAccountSchema } from './accounts';

export const deviceStateSchema = z.enum(['active', 'inactive']).meta({ id: 'DeviceState' });
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const serviceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z
      .string()
      .describe(
        'The protocol, as a short word: `ssh`, `rdp`, `vnc`, `http`, `https`, `smb`, `tcp`.',
      ),
    port: z.int().optional(),
    state: deviceStateSchema,
  })
  .meta({ id: 'Service' });
export type Service = z.infer<typeof serviceSchema>;

export const devicePartSchema = z
  .enum(['name', 'state', 'platform', 'lastSeenAt', 'owner', 'services'])
  .meta({ id: 'DevicePart' });
export type DevicePart = z.infer<typeof devicePartSchema>;

export const deviceSchema = z
  .object({
    accountId: z.string(),
    id: z.string(),
    name: z.string(),
    state: deviceStateSchema,
    lastSeenAt: momentSchema.nullable(),
    platform: z.string().optional(),
    onlineSince: momentSchema
      .optional()
      .describe(
        "Since when it has been online or offline; left out if remote.it doesn't report it.",
      ),
    offlineSince: momentSchema.optional(),
    owner: z.string(),
    isShared: z.boolean().describe('Owned by someone else and shared with the account.'),
    services: z.array(serviceSchema),
    missing: z
      .array(devicePartSchema)
      .optional()
      .describe("What remote.it couldn't return this time: those fields mean nothing."),
    key: z
      .string()
      .optional()
      .describe('Names the device in a path; the same for as long as its id is.'),
    tags: z
      .array(z.string())
      .optional()
      .describe('Our own, in the order in which they were added.'),
    hasNote: z.boolean().optional(),
    customer: customerOfSchema
      .nullable()
      .optional()
      .describe('Set by hand, by a rule, or by the mail domain of the owner; null: none.'),
    isCustomerByHand: z
      .literal(true)
      .optional()
      .describe(
        'Someone set the customer, or that there is none, whatever the owner; else left out.',
      ),
    severalCustomers: severalCustomersSchema
      .optional()
      .describe(
        'Rules of these customers apply, so the device belongs to none of them; else left out.',
      ),
  })
  .meta({ id: 'Device', description: 'A remote.it machine with its services.' });
export type Device = z.infer<typeof deviceSchema>;

export const listGapSchema = z
  .object({
    deviceId: z.string().nullable(),
    part: devicePartSchema.nullable(),
    message: z.string().nullable().describe("The vendor's own reason."),
  })
  .meta({
    id: 'ListGap',
    description:
      'Something missing from a list: part of a device, a whole device (`part` null), or something unknown (`deviceId` null, too).',
  });
export type ListGap = z.infer<typeof listGapSchema>;

export const deviceAddressesSchema = z
  .object({
    external: z.string().optional(),
    internal: z.string().optional(),
  })
  .meta({
    id: 'DeviceAddresses',
    description:
      'As remote.it saw it last: over the internet, and in its own network; with a port if it says so.',
  });
export type DeviceAddresses = z.infer<typeof deviceAddressesSchema>;

export const pastConnectionSchema = z
  .object({
    id: z.string().describe('Of its event in the audit log.'),
    at: momentSchema,
    by: z
      .string()
      .describe('Whose action it was: the name, or the email of someone who was removed.'),
    serviceId: z.string(),
    service: z.string().nullable().describe('As it was called then; null: it never opened.'),
    outcome: z.enum(auditOutcomes),
    end: z
      .union([
        z.object({
          kind: z.literal('open'),
        }),
        z.object({
          kind: z.enum(['disconnected', 'ended']),
          at: momentSchema,
          by: z.string().optional(),
        }),
      ])
      .nullable()
      .describe(
        "Null: it didn't open, or no one knows. `ended`: by itself, at the latest at this moment.",
      ),
  })
  .meta({
    id: 'PastConnection',
    description: 'A connection that was opened from here, or an attempt.',
  });
export type PastConnection = z.infer<typeof pastConnectionSchema>;

export const deviceDetailsSchema = z
  .object({
    device: deviceSchema,
    addresses: deviceAddressesSchema,
    note: z.string().nullable(),
    history: z
      .array(pastConnectionSchema)
      .optional()
      .describe(
        "The last connections, newest first; left out for anyone who can't read the audit log.",
      ),
  })
  .meta({ id: 'DeviceDetails', description: "One device, with what the list doesn't show." });
export type DeviceDetails = z.infer<typeof deviceDetailsSchema>;

export const devicesPageSchema = z
  .object({
    items: z.array(deviceSchema),
    total: z.int(),
    states: z
      .record(deviceStateSchema, z.int())
      .describe('Of what matches, whichever state is asked for.'),
    page: z.int(),
    pageSize: z.int(),
    fetchedAt: momentSchema,
    isStale: z.boolean(),
    isIncomplete: z
      .boolean()
      .describe(
        'remote.it returned part of the list; `missing` says what is left out, up to 100 entries.',
      ),
    missing: z.array(listGapSchema),
    unavailable: z
      .array(unavailableAccountSchema)
      .optional()
      .describe('Of several accounts, those that are missing here; left out if none is.'),
  })
  .meta({ id: 'DevicesPage' });
export type DevicesPage = z.infer<typeof devicesPageSchema>;

export const connectionSchema = z
  .object({
    id: z.string(),
    accountId: z.string(),
    serviceId: z.string(),
    host: z
      .string()
      .nullable()
      .describe(
        'How to connect. Like `port`, `url` and `command`, it is null for anyone who neither opened the connection nor may open one.',
      ),
    port: z.int().nullable(),
    url: z.string().nullable(),
    command: z.string().nullable(),
    openedAt: momentSchema,
    expiresAt: momentSchema,
    idleTimeoutSeconds: z.literal(900),
    serviceName: z.string(),
    serviceType: z.string(),
    allowFrom: z.enum(['me', 'anyone']),
    openedBy: z
      .string()
      .nullable()
      .describe('Email of the person who opened it; null if that staff member was deleted.'),
    openedByName: z.string().nullable().describe('Their name; null as `openedBy`.'),
    isOwn: z.boolean().describe('Whether the caller opened it.'),
    loginName: z
      .string()
      .nullable()
      .describe(
        "The caller's own name on the device, as in `command`; null: they haven't set one.",
      ),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connectionSchema>;

export const connectionsPageSchema = z
  .object({
    items: z.array(connectionSchema),
    total: z.int(),
    ownAddress: z
      .string()
      .nullable()
      .describe(
        "Which address “only me” lets in. Null: this server doesn't know the person's public IPv4 address, so the first one that connects is let in.",
      ),
  })
  .meta({ id: 'ConnectionsPage' });
export type ConnectionsPage = z.infer<typeof connectionsPageSchema>;
