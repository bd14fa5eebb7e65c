import { z } from 'zod';
import { accountIdSchema } from './common';

export type {
  AccessReport,
  AccessReportLine,
  ActivityPage,
  ActivityRow,
  ActivityRows,
  AuditEvent,
  FirstBad,
  Forwarding,
  LogVerification,
  ProofState,
  Retention,
} from './answers/audit';

export const auditOutcomes = ['success', 'failure', 'denied', 'unknown'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

const filterText = z
  .string()
  .max(300)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The filter contains a character that isn’t allowed. Remove it.',
  })
  .optional();

const timeSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'Enter a day or a time, such as 2026-11-30 or 2026-11-30T08:00:00Z.',
});

export const auditFiltersSchema = z.object({
  /** Of one event. */
  id: filterText,
  actor: filterText,
  action: filterText,
  /** Any part of it. */
  target: filterText,
  /** The complete action name. */
  targetIs: filterText,
  /** The account it concerns. */
  account: accountIdSchema.optional(),
  /** Everything that was done for a batch: its chunks, invitations and end. */
  batch: filterText,
  outcome: z.enum(auditOutcomes).optional(),
  /** Words of the action, target, actor, reason, ticket, details and IP address, or a request ID. */
  q: filterText,
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});
export type AuditFilters = z.infer<typeof auditFiltersSchema>;

export const listActivityQuerySchema = auditFiltersSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'Use the “nextCursor” of the page before.')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** `1`: one row per action, with names. */
  fold: z.literal('1').optional(),
});
export type ListActivityQuery = z.infer<typeof listActivityQuerySchema>;

export const exportActivityQuerySchema = auditFiltersSchema.extend({
  format: z.enum(['csv', 'jsonl']).default('csv'),
});
export type ExportActivityQuery = z.infer<typeof exportActivityQuerySchema>;

export const accessReportQuerySchema = z.object({
  /** In UTC: `2026-11`. */
  month: z
    .string({ error: 'Enter a month such as 2026-11.' })
    .regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, 'Enter a month such as 2026-11.'),
  format: z.enum(['csv', 'json']).default('csv'),
});
export type AccessReportQuery = z.infer<typeof accessReportQuerySchema>;
