import { z } from 'zod';
import { accountIdSchema } from './common';

export const auditOutcomes = ['success', 'failure', 'denied', 'unknown'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** An immutable record of who did what to whom, and with what result. */
export type AuditEvent = {
  id: string;
  at: string;
  actor: { id: string; email: string };
  action: string;
  target: string | null;
  outcome: AuditOutcome;
  reason?: string;
  ticket?: string;
  requestId: string;
  ip: string | null;
  /** The upstream account it concerns, if any. */
  accountId?: string;
  details: Record<string, unknown>;
  /** Its place in the sealed chain, without gaps; null: not sealed yet. */
  sequence: number | null;
  /** Of the chain up to it. */
  hash: string | null;
};

/** The first row of the log that isn't as it was sealed; `id` is null if no event is there. */
export type FirstBad = { sequence: number; id: string | null; reason: string };

export type LogVerification = {
  ok: boolean;
  /** Sealed events that are as they were, from the first on. */
  checked: number;
  /** Events before those, if some were removed by policy and have good summaries. */
  removed?: number;
  head: { sequence: number; hash: string; at: string | null };
  firstBad?: FirstBad;
};

/** How far the log is sealed. */
export type ProofState = {
  head: { sequence: number; hash: string; at: string | null };
  /** Events that aren't sealed yet; usually none, or those of the last seconds. */
  unsealed: number;
  checkpoint: { sequence: number; at: string } | null;
  forwarding: Forwarding[];
  retention: Retention;
};

/** How long events are kept. */
export type Retention = {
  /** Null: for good. */
  months: number | null;
  /** A shorter time that is set and takes effect later. */
  next: { months: number; from: string } | null;
  /** What was removed: how many events, all from before the first one that is kept. */
  removed: { count: number; before: string | null } | null;
};

/** How far a receiver of the log is behind. */
export type Forwarding = {
  /** Its address: `syslog+tls://logs.example:6514`. */
  destination: string;
  /** Sealed events that it hasn't taken. */
  behind: number;
  /** Since when the oldest of them waits. */
  since: string | null;
  /** Why the last attempt failed: a code of `audit/forward-error.ts`. */
  failure: string | null;
  /** For longer than an hour. */
  isLate: boolean;
};

const filterText = z
  .string()
  .max(300)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'))
  .optional();

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
  from: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  to: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
});
export type AuditFilters = z.infer<typeof auditFiltersSchema>;

export const listActivityQuerySchema = auditFiltersSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
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
  month: z.string().regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/),
  format: z.enum(['csv', 'json']).default('csv'),
});
export type AccessReportQuery = z.infer<typeof accessReportQuerySchema>;

/** One sign-in as a customer user that was opened, or may have been. */
export type AccessReportLine = {
  at: string;
  /** Who signed in. */
  person: string;
  user: string;
  /** The id, if the account no longer exists. */
  account: string;
  reason: string | null;
  ticket: string | null;
  /** Who approved it, if it had to be approved. */
  approver: string | null;
  /** `unknown`: RemotePC didn’t respond, so a session may have been opened. */
  outcome: 'success' | 'unknown';
};

export type AccessReport = {
  month: string;
  /** How many events of the month were removed by policy. If any were, sign-ins may be missing. */
  removedEvents: number;
  items: AccessReportLine[];
};

export type ActivityPage = { items: AuditEvent[]; nextCursor: string | null };

/**
 * One action of the folded log: the outcome, with the request that it ends, or the creation of a
 * batch, which stands for its events too. Names are of what still exists.
 */
export type ActivityRow = AuditEvent & {
  actorName?: string;
  targetName?: string;
  request?: AuditEvent;
  /** Its rows per status, now. */
  batch?: { counts: Record<string, number> };
};

export type ActivityRows = { items: ActivityRow[]; nextCursor: string | null };
