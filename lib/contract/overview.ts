import { z } from 'zod';
import type { ActivityRow, Forwarding } from './audit';
import { accountIdSchema } from './common';

/**
 * A part of the overview. The parts are independent: if one is unavailable, the others still load.
 */
export type OverviewPart<T> =
  ({ isAvailable: true } & T) | { isAvailable: false; code: string; detail: string };

/** Which list the numbers are from, and how old it is. */
export type OverviewSource = { accountId: string; fetchedAt: string; isStale: boolean };

export type OverviewUser = {
  accountId: string;
  username: string;
  /** Names the user in a path. */
  key: string;
  seats: number;
  seatsUsed: number;
  /** Assigned and unused; 0 if more are used than assigned. */
  idleSeats: number;
};

export type OverviewNewUser = {
  accountId: string;
  username: string;
  key: string;
  createdOn: string;
};

export type OverviewSeats = OverviewSource & {
  users: number;
  seats: number;
  seatsUsed: number;
  /** Users over their seat limit; `largest` by how much. */
  over: { count: number; largest: OverviewUser[] };
  /** Users with all seats in use. */
  full: { count: number; largest: OverviewUser[] };
  /** Assigned seats that no one uses. */
  idle: { count: number; seats: number; largest: OverviewUser[] };
  /** Created in the last seven days, including today (UTC). */
  newUsers: { count: number; since: string; newest: OverviewNewUser[] };
};

export type OverviewBatches = {
  /** Rows that were rejected or unconfirmed and not sent again in a newer batch. */
  problems: number;
  items: { id: string; name: string | null; createdAt: string; problems: number; total: number }[];
};

export type OverviewDevice = {
  accountId: string;
  id: string;
  /** Names the device in a path. */
  key: string;
  name: string;
  lastSeenAt: string | null;
};

export type OverviewDevices = OverviewSource & {
  devices: number;
  /** The one that went offline last comes first. */
  offline: { count: number; latest: OverviewDevice[] };
  /** Those offline for at least this many days. */
  longOffline: { days: number; count: number };
};

export type OverviewAccounts = {
  accounts: number;
  failing: {
    id: string;
    upstream: 'remotepc' | 'remoteit';
    name: string;
    code: string;
    detail: string;
    /** When the failed call was made. */
    failedAt: string;
  }[];
};

export type OverviewApprovals = {
  /** Sign-in requests that the reader may decide. */
  waiting: number;
  /** Whose request has been waiting longest. */
  longestBy: string | null;
};

export type OverviewReachedLimits = {
  /** People who reached their limit of sign-ins as customers in the last 24 hours. */
  people: number;
  latest: string | null;
};

/** What is wrong with the proof of the audit log; nothing, if it's up to date. */
export type OverviewAuditProof = {
  /** The oldest event that should have been sealed long ago. */
  unsealedSince: string | null;
  /** Where checkpoints can't be written. */
  failing: { outlet: 'file' | 'receiver' | 'mail'; since: string; failure: string }[];
  /** Where the log is forwarded to and hasn't arrived for more than an hour. */
  late: Forwarding[];
};

/** Webhooks that were disabled because nothing arrived for three days. */
export type OverviewWebhooks = { disabled: { id: string; name: string }[] };

/** One day of the plot. `null` is a day without a snapshot: a gap, never a zero. */
export type OverviewDay = {
  day: string;
  users: number | null;
  seats: number | null;
  seatsUsed: number | null;
};

/** What can be marked as seen: a problem of an account's list, of a batch, or a failing account. */
export const problemKinds = [
  ...(['over', 'full', 'idle', 'new', 'offline', 'long-offline'] as const),
  ...(['batch', 'account'] as const),
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** `of`: the id of the account whose list it is, `all` for several together, or of the batch. */
export type Problem = { kind: ProblemKind; of: string };

/** Someone on the team has seen a problem, or wants to see it again later. It is the whole team's. */
export type Acknowledgement = Problem & {
  /** Null: until it grows or is over. */
  until: string | null;
  at: string;
  by: { id: string; name: string };
};

/** `GET /api/batches/{id}/acknowledgement`; null: the batch's problems are open. */
export type BatchAcknowledgement = { acknowledgement: Acknowledgement | null };

const problemSchema = z.object({ kind: z.enum(problemKinds), of: accountIdSchema });

export const acknowledgeInputSchema = problemSchema.extend({
  /** How many there were on the person's screen: more than that is a new problem. */
  count: z.int().min(0).max(2_147_483_647),
  /** Left out: until it grows or is over. */
  until: z.iso.datetime({ offset: true, error: 'Enter a date and time.' }).optional(),
});
export type AcknowledgeInput = z.output<typeof acknowledgeInputSchema>;

export const reopenInputSchema = problemSchema;

export type Overview = {
  /** What was put aside and still is: these lines aren't urgent. */
  acknowledged: Acknowledgement[];
  seats: OverviewPart<OverviewSeats>;
  batches: OverviewPart<OverviewBatches>;
  devices: OverviewPart<OverviewDevices>;
  accounts: OverviewPart<OverviewAccounts>;
  seatsByDay: OverviewPart<{ accountId: string; days: OverviewDay[] }>;
  activity: OverviewPart<{ items: ActivityRow[] }>;
  /** Left out for anyone who may not decide. */
  approvals?: OverviewPart<OverviewApprovals>;
  /** For administrators only. */
  reachedLimits?: OverviewPart<OverviewReachedLimits>;
  auditProof?: OverviewPart<OverviewAuditProof>;
  webhooks?: OverviewPart<OverviewWebhooks>;
};

/**
 * The state of the vault of stored passwords. `locked`: nothing can be stored, or decrypted without
 * its key.
 */
export type VaultStatus = {
  state: 'open' | 'locked';
  /** Why it is locked, as a sentence. */
  reason?: string;
  /** The current key; null if there is none. */
  keyId: string | null;
  secrets: number;
  /**
   * Still under an older key, or encrypted by version 0.1: `npm run vault -- rotate` re-encrypts
   * them.
   */
  behind: number;
  /** Damaged or moved: store again or delete. */
  unreadable: number;
  versions: { keyId: string; since: string; secrets: number }[];
};
