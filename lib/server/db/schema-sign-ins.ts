import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { ApprovalState, EndCause } from '../../contract/approvals';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Sign-ins as a customer user: those in progress, and those that RemotePC may have counted as
 * wrong, so that we stop before it locks the account. One without a result past its lease was cut
 * off by a crash, and counts.
 */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    staffId: text('staff_id').notNull(),
    beganAt: moment('began_at').notNull().defaultNow(),
    /** Until when it is in progress by the database's clock, while it has no result. */
    leaseUntil: moment('lease_until').notNull(),
    result: text().$type<'opened' | 'refused' | 'lost'>(),
    endedAt: moment('ended_at'),
  },
  (table) => [index('sign_in_attempts_of').on(table.accountId, table.username, table.beganAt)],
);

/** RemotePC returned `IP_ADDRESS_BLOCKED` for a customer user; the last time for each. */
export const signInHolds = pgTable(
  'sign_in_holds',
  {
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    heldAt: moment('held_at').notNull().defaultNow(),
    /** Another customer user was blocked shortly before: the whole account is on hold. */
    holdsAccount: boolean('holds_account').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.username] })],
);

/** Accounts whose key RemotePC may have rejected: the next sign-in first tests it with the list. */
export const doubtedKeys = pgTable('doubted_keys', {
  accountId: text('account_id').primaryKey(),
  since: moment('since').notNull(),
});

/** Requests for a second person's approval to sign in as a customer. */
export const approvals = pgTable(
  'approvals',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    reason: text(),
    ticket: text(),
    askedById: text('asked_by_id').notNull(),
    askedByEmail: text('asked_by_email').notNull(),
    askedAt: moment('asked_at').notNull().defaultNow(),
    decidedById: text('decided_by_id'),
    decidedByEmail: text('decided_by_email'),
    decidedAt: moment('decided_at'),
    isApproved: boolean('is_approved'),
    note: text(),
    /** Before the decision: until when it can be decided. After it: until when it can be used. */
    expiresAt: moment('expires_at').notNull(),
    /** For how many hours it was granted; null: for one sign-in. */
    hours: integer(),
    uses: integer().notNull().default(0),
    /** The last use, and the sign-in attempt it was for. */
    usedAt: moment('used_at'),
    usedFor: text('used_for'),
    withdrawnAt: moment('withdrawn_at'),
    endedAt: moment('ended_at'),
    endedById: text('ended_by_id'),
    endedByEmail: text('ended_by_email'),
    endedBecause: text('ended_because').$type<EndCause>(),
    /** The last state that the requester has seen; null: only the one they asked in. */
    seenState: text('seen_state').$type<ApprovalState>(),
  },
  (table) => [
    index('approvals_newest').on(table.askedAt),
    index('approvals_undecided')
      .on(table.askedAt)
      .where(sql`${table.decidedAt} is null`),
    index('approvals_of').on(table.askedById, table.accountId, table.username),
  ],
);
