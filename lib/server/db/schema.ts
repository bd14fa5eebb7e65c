import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { AuditOutcome } from '../../contract/audit';
import type {
  ChosenColumns,
  DraftChanges,
  InvitationStatus,
  ListReading,
} from '../../contract/invitations';
import type { AccountPolicy } from '../../contract/policy';
import type { Role } from '../../contract/staff';
import type { StaffPolicy } from '../../contract/staff-policy';
import type { AuditAction } from '../../shared/audit-actions';
import { vaultKeys } from './schema-accounts';
import { staffMembers } from './schema-staff';

export * from './schema-accounts';
export * from './schema-annotations';
export * from './schema-audit';
export * from './schema-backups';
export * from './schema-changes';
export * from './schema-customers';
export * from './schema-invitations';
export * from './schema-mail';
export * from './schema-notifications';
export * from './schema-sign-ins';
export * from './schema-staff';
export * from './schema-tokens';
export * from './schema-statements';
export * from './schema-users';
export * from './schema-webhooks';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Password guesses, counted before they are compared. `key` says whose: an account, a network,
 * both, a browser.
 */
export const guessCounters = pgTable('guess_counters', {
  key: text().primaryKey(),
  /** The guesses of the last minute. */
  recent: timestamp({ withTimezone: true, precision: 6 }).array().notNull().default([]),
  /** The number of failures in a row. */
  inARow: integer('in_a_row').notNull().default(0),
  lastAt: timestamp('last_at', { withTimezone: true, precision: 6 }),
  /** When the last hold ended that has an event. */
  heldUntil: timestamp('held_until', { withTimezone: true, precision: 6 }),
});

/** Refusals since the last event about them, so that guessing writes one event a minute. */
export const refusalCounts = pgTable('refusal_counts', {
  key: text().primaryKey(),
  action: text().$type<AuditAction>().notNull(),
  actorId: text('actor_id').notNull(),
  actorEmail: text('actor_email').notNull(),
  ip: text(),
  requestId: text('request_id').notNull(),
  since: moment('since').notNull().defaultNow(),
  count: integer().notNull().default(0),
});

/** The last good list of an upstream account, as gzipped JSON: used when the upstream is down. */
export const upstreamLists = pgTable(
  'upstream_lists',
  {
    accountId: text('account_id').notNull(),
    kind: text().$type<'users' | 'devices'>().notNull(),
    /** When the upstream was called; null: from an earlier version, which didn't store it. */
    askedAt: moment('asked_at'),
    fetchedAt: moment('fetched_at').notNull(),
    body: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.kind] })],
);

/** Customers' passwords for one-click sign-in, encrypted by lib/vault in `sealed`. */
export const storedPasswords = pgTable(
  'stored_passwords',
  {
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    sealed: bytes().notNull(),
    /** The key that wraps it; null: encrypted by version 0.1, without a data key. */
    keyId: text('key_id').references(() => vaultKeys.id),
    /** New with each storing and bound into `sealed`, so an older password can't be restored. */
    secretId: text('secret_id'),
    storedAt: moment('stored_at').notNull().defaultNow(),
    storedBy: text('stored_by').notNull(),
    lastUsedAt: moment('last_used_at'),
    lastSucceededAt: moment('last_succeeded_at'),
    /** RemotePC rejected it: not tried again until it is replaced. */
    refusedAt: moment('refused_at'),
    /** It can't be decrypted although its key is here: damaged or moved. Kept for investigation. */
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.username] }),
    index('stored_passwords_key').on(table.keyId),
  ],
);

/** Responses to calls with an `Idempotency-Key`. `status` null: still in progress. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    staffId: text('staff_id').notNull(),
    route: text().notNull(),
    key: text().notNull(),
    bodyHash: text('body_hash').notNull(),
    status: integer(),
    body: jsonb(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.route, table.key] })],
);

export const batches = pgTable(
  'batches',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    parentId: text('parent_id'),
    name: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    createdById: text('created_by_id').notNull(),
    createdByEmail: text('created_by_email').notNull(),
    /** Of the call that created it: links the worker's audit events to it. */
    requestId: text('request_id').notNull(),
    total: integer().notNull(),
    holdUntil: moment('hold_until'),
    pausedAt: moment('paused_at'),
    /** A code of `invitations/reasons.ts`; earlier versions stored a sentence. */
    pausedReason: text('paused_reason'),
    cancelledAt: moment('cancelled_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    index('batches_newest').on(table.createdAt),
    index('batches_parent').on(table.parentId),
  ],
);

/**
 * How fast an account's invitation calls may be sent, for all processes; without a row, as fast as
 * possible.
 */
export const accountPaces = pgTable('account_paces', {
  accountId: text('account_id').primaryKey(),
  /** Calls that failed or were delayed since the last one that was answered. */
  failures: integer().notNull().default(0),
  /** No call before this moment: the upstream asked for it, or has failed. */
  waitsUntil: moment('waits_until'),
  /** Why, as a code of `invitations/reasons.ts`; earlier versions stored a sentence. */
  waitsReason: text('waits_reason'),
  /** The latest time until which a single call is testing whether the upstream is back. */
  probeUntil: moment('probe_until'),
  /** By the limit of calls per minute. */
  nextCallAt: moment('next_call_at'),
});

/** One email address invited to join. Rows are the truth; progress is counted from them. */
export const invitations = pgTable(
  'invitations',
  {
    batchId: text('batch_id')
      .notNull()
      .references(() => batches.id, { onDelete: 'cascade' }),
    index: integer().notNull(),
    email: text().notNull(),
    seats: integer().notNull(),
    /** As in the list; null: the same as above. */
    originalEmail: text('original_email'),
    originalSeats: text('original_seats'),
    status: text().$type<InvitationStatus>().notNull().default('pending'),
    /**
     * The first row of this batch with the same address: it is sent, and this one copies its
     * result.
     */
    duplicateOf: integer('duplicate_of'),
    upstreamCode: text('upstream_code'),
    /** Why the row has its status: a code of `invitations/reasons.ts`, or an earlier version's sentence. */
    message: text(),
    attempts: integer().notNull().default(0),
    /** The claim that is sending this row, and until when by the database's clock. */
    claimId: text('claim_id'),
    leaseUntil: moment('lease_until'),
    /** The claim that moved the row out of `sending`: the database compares it with `claimId`. */
    settledBy: text('settled_by'),
    /** Not before this moment (after a 429 or an outage). */
    notBefore: moment('not_before'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.index] }),
    index('invitations_email').on(table.email),
    index('invitations_status').on(table.batchId, table.status, table.index),
    index('invitations_problems')
      .on(table.batchId)
      .where(sql`${table.status} in ('rejected', 'unconfirmed')`),
    index('invitations_repeated')
      .on(table.batchId, table.duplicateOf)
      .where(sql`${table.duplicateOf} is not null`),
    check(
      'invitations_claimed',
      sql`(${table.status} = 'sending') = (${table.claimId} is not null)
        and (${table.claimId} is null) = (${table.leaseUntil} is null)`,
    ),
  ],
);

/** A list of invitations that someone is preparing: its source, and their changes. */
export const invitationDrafts = pgTable(
  'invitation_drafts',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    /** The pasted text as UTF-8, or the file as uploaded. */
    source: bytes().notNull(),
    /** The file's name; null: it was pasted. */
    fileName: text('file_name'),
    reading: jsonb().$type<ListReading>().notNull().default({}),
    changes: jsonb().$type<DraftChanges>().notNull(),
    /** The batch it was submitted as; kept for an undo. */
    batchId: text('batch_id'),
    /** It has become that batch and is no longer a draft. */
    isSent: boolean('is_sent').notNull().default(false),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.accountId] })],
);

/** The columns a person selected for a list, for the next one with the same headers. */
export const columnChoices = pgTable(
  'column_choices',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    /** SHA-256 of the folded headers. */
    headersHash: text('headers_hash').notNull(),
    columns: jsonb().$type<ChosenColumns>().notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.headersHash] })],
);

/** What administrators set for an account; an account without a row has the defaults. */
export const accountPolicies = pgTable('account_policies', {
  accountId: text('account_id').primaryKey(),
  policy: jsonb().$type<AccountPolicy>().notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
  updatedBy: text('updated_by').notNull(),
});

/** What administrators set for staff: one row, or none for the defaults. */
export const staffPolicies = pgTable(
  'staff_policies',
  {
    id: text().primaryKey().default('staff'),
    policy: jsonb().$type<StaffPolicy>().notNull(),
    /** Since when each role must have a second factor. */
    factorRequiredSince: jsonb('factor_required_since')
      .$type<Partial<Record<Role, string>>>()
      .notNull()
      .default({}),
    /** Since when changes of settings wait for a second person; null: they don't. */
    twoPersonSince: moment('two_person_since'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [check('staff_policies_one', sql`${table.id} = 'staff'`)],
);

/** What staff did. Rows are only ever added. */
export const auditEvents = pgTable(
  'audit_events',
  {
    sequence: bigserial({ mode: 'number' }).primaryKey(),
    id: text().notNull(),
    at: moment('at').notNull().defaultNow(),
    accountId: text('account_id'),
    actorId: text('actor_id').notNull(),
    actorEmail: text('actor_email').notNull(),
    action: text().notNull(),
    target: text(),
    outcome: text().$type<AuditOutcome>().notNull(),
    reason: text(),
    ticket: text(),
    requestId: text('request_id').notNull(),
    ip: text(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    uniqueIndex('audit_events_id').on(table.id),
    index('audit_events_at').on(table.at),
    index('audit_events_target').on(table.target, table.sequence),
    index('audit_events_action').on(table.action, table.at),
    index('audit_events_request').on(table.requestId),
    index('audit_events_actor').on(table.actorEmail, table.actorId, table.sequence),
    index('audit_events_not_done')
      .on(table.outcome, table.sequence)
      .where(sql`${table.outcome} <> 'success'`),
    // What a search looks in: migration 0017 has the function.
    index('audit_events_words').using(
      'gin',
      sql`audit_words(${table.action}, ${table.target}, ${table.actorEmail}, ${table.reason}, ${table.ticket}, ${table.ip}, ${table.details})`,
    ),
    // Part of a target is found by its trigrams: migration 0045 has the function.
    index('audit_events_trigrams').using('gin', sql`audit_trigrams(${table.target}) collate "C"`),
    index('audit_events_batch')
      .on(sql`(${table.details} ->> 'batchId')`, table.sequence)
      .where(sql`(${table.details} ->> 'batchId') is not null`),
  ],
);

/**
 * Problems of the overview that were seen or snoozed, for the whole team. `scope` keeps those of
 * several accounts together apart for people who see only some of them: `''` is everyone else.
 */
export const acknowledgements = pgTable(
  'acknowledgements',
  {
    kind: text().notNull(),
    of: text().notNull(),
    scope: text().notNull(),
    /** The least there were since: more is a new problem. */
    count: integer().notNull(),
    until: moment('until'),
    at: moment('at').notNull().defaultNow(),
    byId: text('by_id').notNull(),
    byEmail: text('by_email').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.of, table.scope] })],
);

/** remote.it proxies opened here. `upstream_id` is the vendor's connection id. */
export const connections = pgTable('connections', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  /** Null in rows of earlier versions. */
  deviceId: text('device_id'),
  serviceId: text('service_id').notNull(),
  serviceName: text('service_name').notNull(),
  serviceType: text('service_type').notNull(),
  upstreamId: text('upstream_id').notNull(),
  host: text().notNull(),
  port: integer(),
  allowFrom: text('allow_from').$type<'me' | 'anyone'>().notNull(),
  openedById: text('opened_by_id').notNull(),
  openedAt: moment('opened_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  closedAt: moment('closed_at'),
});

/** Seats of each account by day, for the chart. */
export const seatSnapshots = pgTable(
  'seat_snapshots',
  {
    accountId: text('account_id').notNull(),
    /** `YYYY-MM-DD`, UTC. */
    day: text().notNull(),
    users: integer().notNull(),
    seats: bigint({ mode: 'number' }).notNull(),
    seatsUsed: bigint('seats_used', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day] })],
);
