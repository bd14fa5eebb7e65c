import {
  bigint,
  customType,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const place = (name: string) => bigint(name, { mode: 'number' });

/** The chain over the audit log, one row per event, without gaps. Rows are only ever added. */
export const auditSeals = pgTable(
  'audit_seals',
  {
    sequence: place('sequence').primaryKey(),
    /** `audit_events.sequence`, which has gaps. */
    position: place('position').notNull(),
    eventId: text('event_id').notNull(),
    /** SHA-256 of the hash before and the event's canonical bytes. */
    hash: bytes().notNull(),
    /** HMAC-SHA-256 of `hash`, with a key that isn't in the database. */
    mac: bytes().notNull(),
    keyId: text('key_id').notNull(),
    sealedAt: moment('sealed_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('audit_seals_position').on(table.position)],
);

/** Signed states of the chain, also written outside the database. Rows are only ever added. */
export const auditCheckpoints = pgTable('audit_checkpoints', {
  sequence: place('sequence').primaryKey(),
  hash: bytes().notNull(),
  at: moment('at').notNull(),
  /** The number of events since the previous one. */
  count: place('count').notNull(),
  keyId: text('key_id').notNull(),
  /** Ed25519. */
  signature: bytes().notNull(),
});

/** Sealed summaries of events that were removed by policy, without gaps. Rows are only ever added. */
export const auditRemovals = pgTable('audit_removals', {
  fromSequence: place('from_sequence').primaryKey(),
  toSequence: place('to_sequence').notNull().unique(),
  /** Of the last event that was removed. */
  hash: bytes().notNull(),
  position: place('position').notNull(),
  /** What is sealed: `RemovalSummary` of `audit/removals.ts`. */
  content: jsonb().$type<Record<string, unknown>>().notNull(),
  mac: bytes().notNull(),
  keyId: text('key_id').notNull(),
  /** Ed25519. */
  signature: bytes().notNull(),
});

/** How far the sealing is: one row. */
export const auditSealing = pgTable('audit_sealing', {
  id: integer().primaryKey(),
  /** No transaction can still add an event up to this position, and all of them are sealed. */
  settled: place('settled').notNull().default(0),
  /** The next such position, once the transactions in `pendingHolders` have ended. */
  pending: place('pending'),
  pendingHolders: text('pending_holders').array().notNull().default([]),
});

/** Where checkpoints are written: `url`, and one `file …` for each server. */
export const auditOutlets = pgTable('audit_outlets', {
  name: text().primaryKey(),
  /** The last checkpoint that was taken. */
  sequence: place('sequence').notNull().default(0),
  /** No attempt before this moment: one is under way, or the last one failed. */
  notBefore: moment('not_before').notNull().defaultNow(),
  failingSince: moment('failing_since'),
  /** A code of `audit/deliver-checkpoints.ts`. */
  failure: text(),
  /** When it was last tried. */
  triedAt: moment('tried_at').notNull().defaultNow(),
});

/** Where events are forwarded to, one row for each destination that there is or was. */
export const auditForwards = pgTable('audit_forwards', {
  /** Its address: `syslog+tls://logs.example:6514`. */
  name: text().primaryKey(),
  /** The last event that it took. */
  sequence: place('sequence').notNull().default(0),
  /** How many events are sent at once: fewer after it took too long. */
  batchSize: integer('batch_size').notNull(),
  /** Of the process that sends, and that alone may move `sequence`. */
  lease: text(),
  /** No other attempt before this moment: one is in progress, or the last one failed. */
  notBefore: moment('not_before').notNull().defaultNow(),
  /** Attempts that failed since the last one that didn't. */
  failures: integer().notNull().default(0),
  failingSince: moment('failing_since'),
  /** A code of `audit/forward-error.ts`. */
  failure: text(),
  startedAt: moment('started_at').notNull().defaultNow(),
  /** When a server started without it. */
  endedAt: moment('ended_at'),
  /** When it was recorded that it is behind. */
  delayedAt: moment('delayed_at'),
});
