import { z } from 'zod';
import { daySchema, momentSchema } from './moments';
import { activityRowSchema, forwardingSchema } from './audit';
import { problemKinds } from '../overview';

/** A part of the overview: if one is unavailable, the others still load. */
function partOf<Shape extends z.ZodRawShape>(part: z.ZodObject<Shape>) {
  return z.discriminatedUnion('isAvailable', [
    part.extend({ isAvailable: z.literal(true) }),
    z.object({ isAvailable: z.literal(false), code: z.string(), detail: z.string() }),
  ]);
}

export const overviewSourceSchema = z
  .object({
    accountId: z.string(),
    fetchedAt: momentSchema,
    isStale: z.boolean(),
  })
  .meta({
    id: 'OverviewSource',
    description: 'Which list the numbers are from, and how old it is.',
  });
export type OverviewSource = z.infer<typeof overviewSourceSchema>;

export const overviewUserSchema = z
  .object({
    accountId: z.string(),
    username: z.string(),
    key: z.string().describe('Names the user in a path.'),
    seats: z.int(),
    seatsUsed: z.int(),
    idleSeats: z.int().describe('Assigned and unused; 0 if more are used than assigned.'),
  })
  .meta({ id: 'OverviewUser' });
export type OverviewUser = z.infer<typeof overviewUserSchema>;

export const overviewNewUserSchema = z
  .object({
    accountId: z.string(),
    username: z.string(),
    key: z.string(),
    createdOn: daySchema,
  })
  .meta({ id: 'OverviewNewUser' });

export const overviewSeatsSchema = overviewSourceSchema
  .extend({
    users: z.int(),
    seats: z.int(),
    seatsUsed: z.int(),
    over: z
      .object({
        count: z.int(),
        largest: z.array(overviewUserSchema),
      })
      .describe('Users over their seat limit; `largest` by how much.'),
    full: z
      .object({
        count: z.int(),
        largest: z.array(overviewUserSchema),
      })
      .describe('Users with all seats in use.'),
    idle: z
      .object({
        count: z.int(),
        seats: z.int(),
        largest: z.array(overviewUserSchema),
      })
      .describe('Assigned seats that no one uses.'),
    newUsers: z
      .object({
        count: z.int(),
        since: momentSchema,
        newest: z.array(overviewNewUserSchema),
      })
      .describe('Created in the last seven days, including today (UTC).'),
  })
  .meta({ id: 'OverviewSeats' });
export type OverviewSeats = z.infer<typeof overviewSeatsSchema>;

export const overviewBatchesSchema = z
  .object({
    problems: z
      .int()
      .describe('Rows that were rejected or unconfirmed and not sent again in a newer batch.'),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string().nullable(),
        createdAt: momentSchema,
        problems: z.int(),
        total: z.int(),
      }),
    ),
  })
  .meta({ id: 'OverviewBatches' });
export type OverviewBatches = z.infer<typeof overviewBatchesSchema>;

export const overviewDeviceSchema = z
  .object({
    accountId: z.string(),
    id: z.string(),
    key: z.string().describe('Names the device in a path.'),
    name: z.string(),
    lastSeenAt: momentSchema.nullable(),
  })
  .meta({ id: 'OverviewDevice' });

export const overviewDevicesSchema = overviewSourceSchema
  .extend({
    devices: z.int(),
    offline: z
      .object({
        count: z.int(),
        latest: z.array(overviewDeviceSchema),
      })
      .describe('The one that went offline last comes first.'),
    longOffline: z
      .object({
        days: z.int(),
        count: z.int(),
      })
      .describe('Those offline for at least this many days.'),
  })
  .meta({ id: 'OverviewDevices' });
export type OverviewDevices = z.infer<typeof overviewDevicesSchema>;

export const overviewAccountsSchema = z
  .object({
    accounts: z.int(),
    failing: z.array(
      z.object({
        id: z.string(),
        upstream: z.enum(['remotepc', 'remoteit']),
        name: z.string(),
        code: z.string(),
        detail: z.string(),
        failedAt: momentSchema.describe('When the failed call was made.'),
      }),
    ),
  })
  .meta({ id: 'OverviewAccounts' });
export type OverviewAccounts = z.infer<typeof overviewAccountsSchema>;

export const overviewApprovalsSchema = z
  .object({
    waiting: z.int().describe('Sign-in requests that the reader may decide.'),
    longestBy: z.string().nullable().describe('Whose request has been waiting longest.'),
  })
  .meta({ id: 'OverviewApprovals' });
export type OverviewApprovals = z.infer<typeof overviewApprovalsSchema>;

export const overviewReachedLimitsSchema = z
  .object({
    people: z
      .int()
      .describe('People who reached their limit of sign-ins as customers in the last 24 hours.'),
    latest: z.string().nullable(),
  })
  .meta({ id: 'OverviewReachedLimits' });
export type OverviewReachedLimits = z.infer<typeof overviewReachedLimitsSchema>;

export const overviewAuditProofSchema = z
  .object({
    unsealedSince: momentSchema
      .nullable()
      .describe('The oldest event that should have been sealed long ago.'),
    failing: z
      .array(
        z.object({
          outlet: z.enum(['file', 'receiver', 'mail']),
          since: momentSchema,
          failure: z.string(),
        }),
      )
      .describe("Where checkpoints can't be written."),
    late: z
      .array(forwardingSchema)
      .describe("Where the log is forwarded to and hasn't arrived for more than an hour."),
  })
  .meta({
    id: 'OverviewAuditProof',
    description: "What is wrong with the proof of the audit log; nothing, if it's up to date.",
  });
export type OverviewAuditProof = z.infer<typeof overviewAuditProofSchema>;

export const overviewWebhooksSchema = z
  .object({
    disabled: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
      }),
    ),
  })
  .meta({
    id: 'OverviewWebhooks',
    description: 'Webhooks that were disabled because nothing arrived for three days.',
  });

export const overviewDaySchema = z
  .object({
    day: daySchema,
    users: z.int().nullable(),
    seats: z.int().nullable(),
    seatsUsed: z.int().nullable(),
  })
  .meta({
    id: 'OverviewDay',
    description: 'One day of the plot. `null` is a day without a snapshot: a gap, never a zero.',
  });
export type OverviewDay = z.infer<typeof overviewDaySchema>;

export const acknowledgementSchema = z
  .object({
    kind: z.enum(problemKinds),
    of: z
      .string()
      .describe('The account whose list it is, `all` for several together, or the batch.'),
    until: momentSchema.nullable().describe('Null: until it grows or is over.'),
    at: momentSchema,
    by: z.object({
      id: z.string(),
      name: z.string(),
    }),
  })
  .meta({
    id: 'Acknowledgement',
    description:
      "Someone on the team has seen a problem, or wants to see it again later. It is the whole team's.",
  });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

export const batchAcknowledgementSchema = z
  .object({
    acknowledgement: acknowledgementSchema.nullable(),
  })
  .meta({
    id: 'BatchAcknowledgement',
    description: "`GET /api/batches/{id}/acknowledgement`; null: the batch's problems are open.",
  });
export type BatchAcknowledgement = z.infer<typeof batchAcknowledgementSchema>;

export const overviewSchema = z
  .object({
    acknowledged: z
      .array(acknowledgementSchema)
      .describe("What was put aside and still is: these lines aren't urgent."),
    seats: partOf(overviewSeatsSchema),
    batches: partOf(overviewBatchesSchema),
    devices: partOf(overviewDevicesSchema),
    accounts: partOf(overviewAccountsSchema),
    seatsByDay: partOf(
      z.object({
        accountId: z.string(),
        days: z.array(overviewDaySchema),
      }),
    ),
    activity: partOf(
      z.object({
        items: z.array(activityRowSchema),
      }),
    ),
    approvals: partOf(overviewApprovalsSchema)
      .optional()
      .describe('Left out for anyone who may not decide.'),
    reachedLimits: partOf(overviewReachedLimitsSchema)
      .optional()
      .describe('For administrators only.'),
    auditProof: partOf(overviewAuditProofSchema).optional(),
    webhooks: partOf(overviewWebhooksSchema).optional(),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;

export const vaultStatusSchema = z
  .object({
    state: z.enum(['open', 'locked']),
    reason: z.string().optional().describe('Why it is locked, as a sentence.'),
    keyId: z.string().nullable().describe('The current key; null if there is none.'),
    secrets: z.int(),
    behind: z
      .int()
      .describe(
        'Still under an older key, or encrypted by version 0.1: `npm run vault -- rotate` re-encrypts them.',
      ),
    unreadable: z.int().describe('Damaged or moved: store again or delete.'),
    versions: z.array(
      z.object({
        keyId: z.string(),
        since: momentSchema,
        secrets: z.int(),
      }),
    ),
  })
  .meta({
    id: 'VaultStatus',
    description:
      'The state of the vault of stored passwords. `locked`: nothing can be stored, or decrypted without its key.',
  });
export type VaultStatus = z.infer<typeof vaultStatusSchema>;
