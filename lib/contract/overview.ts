import type { AuditEvent } from './audit';

/** A part of the overview. Each stands for itself: one that can't be had takes no other along. */
export type OverviewPart<T> =
  ({ isAvailable: true } & T) | { isAvailable: false; code: string; detail: string };

/** Which list the numbers are from, and how old it is. */
export type OverviewSource = { accountId: string; fetchedAt: string; isStale: boolean };

export type OverviewUser = {
  username: string;
  seats: number;
  seatsUsed: number;
  /** Allotted and unused; 0 where they use more than that. */
  idleSeats: number;
};

export type OverviewSeats = OverviewSource & {
  users: number;
  seats: number;
  seatsUsed: number;
  /** Use more seats than allotted; `largest` by how many. */
  over: { count: number; largest: OverviewUser[] };
  /** Use all their seats. */
  full: { count: number; largest: OverviewUser[] };
  /** Allotted seats that nobody uses. */
  idle: { count: number; seats: number; largest: OverviewUser[] };
  /** Created in the last seven days, today (UTC) included. */
  newUsers: { count: number; since: string; newest: { username: string; createdOn: string }[] };
};

export type OverviewBatches = {
  /** Rows that ended as rejected or unconfirmed and were not sent again in a newer batch. */
  problems: number;
  items: { id: string; name: string | null; createdAt: string; problems: number; total: number }[];
};

export type OverviewDevices = OverviewSource & {
  devices: number;
  /** The one that went silent last stands first. */
  offline: { count: number; latest: { id: string; name: string; lastSeenAt: string | null }[] };
  /** Of those, the ones offline for that many days or more. */
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
  /** Requests to sign in as a customer that wait for the reader to decide. */
  waiting: number;
  /** Whose request has waited longest. */
  longestBy: string | null;
};

export type OverviewReachedLimits = {
  /** People who reached their limit of sign-ins as customers in the last 24 hours. */
  people: number;
  latest: string | null;
};

/** One day of the plot. `null` is a day without a snapshot: a gap, never a zero. */
export type OverviewDay = {
  day: string;
  users: number | null;
  seats: number | null;
  seatsUsed: number | null;
};

export type Overview = {
  seats: OverviewPart<OverviewSeats>;
  batches: OverviewPart<OverviewBatches>;
  devices: OverviewPart<OverviewDevices>;
  accounts: OverviewPart<OverviewAccounts>;
  seatsByDay: OverviewPart<{ accountId: string; days: OverviewDay[] }>;
  activity: OverviewPart<{ items: AuditEvent[] }>;
  /** Left out for those who may not decide. */
  approvals?: OverviewPart<OverviewApprovals>;
  /** Left out for all but administrators. */
  reachedLimits?: OverviewPart<OverviewReachedLimits>;
};

/** How the vault of stored passwords stands. `locked`: nothing can be stored, nor opened without its key. */
export type VaultStatus = {
  state: 'open' | 'locked';
  /** Why it is locked, as a sentence. */
  reason?: string;
  /** The current key; null where there is none. */
  keyId: string | null;
  secrets: number;
  /** Still under an older key, or sealed by version 0.1: `npm run vault -- rotate` brings them up. */
  behind: number;
  /** Damaged or moved: to be stored again or forgotten. */
  unreadable: number;
  versions: { keyId: string; since: string; secrets: number }[];
};
