import { z } from 'zod';
import { momentSchema } from './moments';
import { auditOutcomes } from '../audit';

export const auditEventSchema = z
  .object({
    id: z.string(),
    at: momentSchema,
    actor: z.object({
      id: z.string(),
      email: z.string(),
    }),
    action: z.string(),
    target: z.string().nullable(),
    outcome: z.enum(auditOutcomes),
    reason: z.string().optional(),
    ticket: z.string().optional(),
    requestId: z.string(),
    ip: z.string().nullable(),
    accountId: z.string().optional().describe('The upstream account it concerns, if any.'),
    details: z.record(z.string(), z.unknown()),
    sequence: z
      .int()
      .nullable()
      .describe('Its place in the sealed chain, without gaps; null: not sealed yet.'),
    hash: z.string().nullable().describe('Of the chain up to it.'),
  })
  .meta({
    id: 'AuditEvent',
    description: 'An immutable record: who did what, to which target, and with what result.',
  });
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const firstBadSchema = z
  .object({
    sequence: z.int(),
    id: z.string().nullable(),
    reason: z.string(),
  })
  .meta({
    id: 'FirstBad',
    description:
      "The first row of the log that isn't as it was sealed; `id` is null if no event is there.",
  });
export type FirstBad = z.infer<typeof firstBadSchema>;

export const logVerificationSchema = z
  .object({
    ok: z.boolean(),
    checked: z.int().describe('Sealed events that are as they were, from the first on.'),
    removed: z
      .int()
      .optional()
      .describe('Events before those, if some were removed by policy and have good summaries.'),
    head: z.object({
      sequence: z.int(),
      hash: z.string(),
      at: momentSchema.nullable(),
    }),
    firstBad: firstBadSchema.optional(),
  })
  .meta({ id: 'LogVerification' });
export type LogVerification = z.infer<typeof logVerificationSchema>;

export const forwardingSchema = z
  .object({
    destination: z.string().describe('Its address: `syslog+tls://logs.example:6514`.'),
    behind: z.int().describe("Sealed events that it hasn't taken."),
    since: momentSchema.nullable().describe('Since when the oldest of them waits.'),
    failure: z.string().nullable().describe('Why the last attempt failed, as a code.'),
    isLate: z.boolean().describe('For longer than an hour.'),
  })
  .meta({ id: 'Forwarding', description: 'How far a receiver of the log is behind.' });
export type Forwarding = z.infer<typeof forwardingSchema>;

export const retentionSchema = z
  .object({
    months: z.int().nullable().describe('Null: for good.'),
    next: z
      .object({
        months: z.int(),
        from: z.string(),
      })
      .nullable()
      .describe('A shorter time that is set and takes effect later.'),
    removed: z
      .object({
        count: z.int(),
        before: z.string().nullable(),
      })
      .nullable()
      .describe('What was removed: how many events, all from before the first one that is kept.'),
  })
  .meta({ id: 'Retention', description: 'How long events are kept.' });
export type Retention = z.infer<typeof retentionSchema>;

export const proofStateSchema = z
  .object({
    head: z.object({
      sequence: z.int(),
      hash: z.string(),
      at: momentSchema.nullable(),
    }),
    unsealed: z
      .int()
      .describe("Events that aren't sealed yet; usually none, or those of the last seconds."),
    checkpoint: z
      .object({
        sequence: z.int(),
        at: momentSchema,
      })
      .nullable(),
    forwarding: z.array(forwardingSchema),
    retention: retentionSchema,
  })
  .meta({ id: 'ProofState', description: 'How far the log is sealed.' });
export type ProofState = z.infer<typeof proofStateSchema>;

export const accessReportLineSchema = z
  .object({
    at: momentSchema,
    person: z.string().describe('Who signed in.'),
    user: z.string(),
    account: z.string().describe('The id, if the account no longer exists.'),
    reason: z.string().nullable(),
    ticket: z.string().nullable(),
    approver: z.string().nullable().describe('Who approved it, if it had to be approved.'),
    outcome: z
      .enum(['success', 'unknown'])
      .describe('`unknown`: RemotePC didn’t respond, so a session may have been opened.'),
  })
  .meta({
    id: 'AccessReportLine',
    description: 'One sign-in as a customer user that was opened, or may have been.',
  });
export type AccessReportLine = z.infer<typeof accessReportLineSchema>;

export const accessReportSchema = z
  .object({
    month: z.string(),
    removedEvents: z
      .int()
      .describe(
        'How many events of the month were removed by policy. If any were, sign-ins may be missing.',
      ),
    items: z.array(accessReportLineSchema),
  })
  .meta({ id: 'AccessReport' });
export type AccessReport = z.infer<typeof accessReportSchema>;

export const activityPageSchema = z
  .object({
    items: z.array(auditEventSchema),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ActivityPage' });
export type ActivityPage = z.infer<typeof activityPageSchema>;

export const activityRowSchema = auditEventSchema
  .extend({
    actorName: z.string().optional(),
    targetName: z.string().optional(),
    request: auditEventSchema.optional(),
    batch: z
      .object({
        counts: z.record(z.string(), z.int()),
      })
      .optional()
      .describe('Its rows per status, now.'),
  })
  .meta({
    id: 'ActivityRow',
    description:
      'One action of the folded log: the outcome, with the request that it ends, or the creation of a batch, which stands for its events too. Names are of what still exists.',
  });
export type ActivityRow = z.infer<typeof activityRowSchema>;

export const activityRowsSchema = z
  .object({
    items: z.array(activityRowSchema),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ActivityRows' });
export type ActivityRows = z.infer<typeof activityRowsSchema>;
