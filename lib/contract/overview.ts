import { z } from 'zod';
import { accountIdSchema } from './common';

export type {
  Acknowledgement,
  BatchAcknowledgement,
  Overview,
  OverviewAccounts,
  OverviewApprovals,
  OverviewAuditProof,
  OverviewBatches,
  OverviewDay,
  OverviewDevices,
  OverviewReachedLimits,
  OverviewSeats,
  OverviewSource,
  OverviewUser,
  VaultStatus,
} from './answers/overview';

/**
 * A part of the overview. The parts are independent: if one is unavailable, the others still load.
 */
export type OverviewPart<T> =
  ({ isAvailable: true } & T) | { isAvailable: false; code: string; detail: string };

/** What can be marked as seen: a problem of an account's list, of a batch, or a failing account. */
export const problemKinds = [
  ...(['over', 'full', 'idle', 'new', 'offline', 'long-offline'] as const),
  ...(['batch', 'account'] as const),
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** `of`: the id of the account whose list it is, `all` for several together, or of the batch. */
export type Problem = { kind: ProblemKind; of: string };

const problemSchema = z.object({ kind: z.enum(problemKinds), of: accountIdSchema });

export const acknowledgeInputSchema = problemSchema.extend({
  /** How many there were on the person's screen: more than that is a new problem. */
  count: z.int().min(0).max(2_147_483_647),
  /** Left out: until it grows or is over. */
  until: z.iso.datetime({ offset: true, error: 'Enter a date and time.' }).optional(),
});
export type AcknowledgeInput = z.output<typeof acknowledgeInputSchema>;

export const reopenInputSchema = problemSchema;
