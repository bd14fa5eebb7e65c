import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { DeliveryState } from '../../contract/webhooks';
import { vaultKeys } from './schema-accounts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Addresses that get events of the audit log. */
export const webhooks = pgTable('webhooks', {
  id: text().primaryKey(),
  name: text().notNull(),
  url: text().notNull(),
  /** Actions of events, or `*` alone. */
  events: text().array().notNull(),
  /** `audit_seals.sequence` of the last event whose delivery is queued. */
  sequence: bigint({ mode: 'number' }).notNull(),
  disabledAt: moment('disabled_at'),
  /** By a person, or because nothing arrived for three days. */
  disabledFor: text('disabled_for').$type<'person' | 'failing'>(),
  /** Attempts that failed since the last one that didn't, and the first of them. */
  failures: integer().notNull().default(0),
  failingSince: moment('failing_since'),
  /** No attempt before this moment. */
  notBefore: moment('not_before').notNull().defaultNow(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** What a webhook's deliveries are signed with, encrypted by lib/server/vault: two while rotating. */
export const webhookSecrets = pgTable(
  'webhook_secrets',
  {
    id: text().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** It was replaced, and is used until then. */
    endsAt: moment('ends_at'),
    sealed: bytes().notNull(),
    keyId: text('key_id').references(() => vaultKeys.id),
    secretId: text('secret_id').notNull(),
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [
    index('webhook_secrets_webhook').on(table.webhookId),
    index('webhook_secrets_key').on(table.keyId),
  ],
);

/** Events to deliver, one row for each webhook: the row is the job. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** Also the header `webhook-id`: the same at each attempt. */
    id: text().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    action: text().notNull(),
    /** `audit_events.id`; null for a test. */
    eventId: text('event_id'),
    /** Its `audit_seals.sequence`; null for a test. */
    sequence: bigint({ mode: 'number' }),
    /** The account and target of the event: those of one object arrive in order. Null: of none. */
    object: text(),
    state: text().$type<DeliveryState>().notNull().default('pending'),
    /** Sent again by a person: what came later doesn't wait for it. */
    isResent: boolean('is_resent').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
    notBefore: moment('not_before').notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    firstTriedAt: moment('first_tried_at'),
    triedAt: moment('tried_at'),
    /** The attempt that is sending it, and until when by the database's clock. */
    claimId: text('claim_id'),
    leaseUntil: moment('lease_until'),
    /** Of the last answer. Nothing else of it is kept. */
    status: integer(),
    tookMs: integer('took_ms'),
    /** Why the last attempt failed: a code of `webhooks/post.ts`. */
    failure: text(),
    /** No more attempts. */
    settledAt: moment('settled_at'),
  },
  (table) => [
    index('webhook_deliveries_newest').on(table.webhookId, table.createdAt),
    index('webhook_deliveries_pending')
      .on(table.webhookId, table.sequence)
      .where(sql`${table.state} = 'pending'`),
    index('webhook_deliveries_object')
      .on(table.webhookId, table.object, table.sequence)
      .where(sql`${table.state} = 'pending'`),
    index('webhook_deliveries_settled').on(table.settledAt),
  ],
);
