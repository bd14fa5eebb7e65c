import { sql } from 'drizzle-orm';
import {
  bigint,
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
import type { DeliveryState } from '../../contract/webhooks';
import type { ChannelKind } from '../../shared/notifications';
import { vaultKeys } from './schema-accounts';
import { staffMembers } from './schema-staff';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Where people are told of events. */
export const notificationChannels = pgTable('notification_channels', {
  id: text().primaryKey(),
  name: text().notNull(),
  kind: text().$type<ChannelKind>().notNull(),
  /** For email; of the others, the address is in `notification_secrets`. */
  recipients: text().array().notNull().default([]),
  /** Of the address, which itself is a secret. */
  host: text(),
  disabledAt: moment('disabled_at'),
  /** The first attempt that failed since the last one that didn't, and why the last one did. */
  failingSince: moment('failing_since'),
  failure: text(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** The addresses of channels, encrypted by lib/server/vault: whoever has one can post there. */
export const notificationSecrets = pgTable(
  'notification_secrets',
  {
    channelId: text('channel_id')
      .primaryKey()
      .references(() => notificationChannels.id, { onDelete: 'cascade' }),
    sealed: bytes().notNull(),
    keyId: text('key_id').references(() => vaultKeys.id),
    secretId: text('secret_id').notNull(),
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [index('notification_secrets_key').on(table.keyId)],
);

/** Which kinds of events are reported. One without a row is off. */
export const notificationRules = pgTable('notification_rules', {
  kind: text().primaryKey(),
  isEnabled: boolean('is_enabled').notNull(),
  /** For devices: how long they have to be offline. */
  hours: integer(),
  /** `08:00`: told together, once a day. Null: at once. */
  dailyAt: text('daily_at'),
});

export const notificationRuleChannels = pgTable(
  'notification_rule_channels',
  {
    kind: text()
      .notNull()
      .references(() => notificationRules.kind, { onDelete: 'cascade' }),
    channelId: text('channel_id')
      .notNull()
      .references(() => notificationChannels.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.channelId] }),
    index('notification_rule_channels_channel').on(table.channelId),
  ],
);

/** What team members want to be told of themselves, by email. */
export const notificationSubscriptions = pgTable(
  'notification_subscriptions',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.kind] })],
);

/** What holds for all channels, and how far the events are read: one row. */
export const notificationSettings = pgTable(
  'notification_settings',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    /** `22:00` and `07:00`; null: none. */
    quietFrom: text('quiet_from'),
    quietTo: text('quiet_to'),
    /** Of quiet hours and daily summaries; null: UTC. */
    timeZone: text('time_zone'),
    groupMinutes: integer('group_minutes').notNull().default(5),
    /** `audit_seals.sequence` of the last event that was read. */
    sequence: bigint({ mode: 'number' }).notNull(),
    /** When a server last looked for problems, for all. */
    scannedAt: moment('scanned_at'),
    /** The Monday of the last weekly report, `2026-11-30`; null: there was none to be made yet. */
    reportedOn: text('reported_on'),
  },
  (table) => [check('notification_settings_one', sql`${table.isOnly}`)],
);

/** What lasts, such as a device that is offline: reported once, until it's over. */
export const notificationProblems = pgTable(
  'notification_problems',
  {
    key: text().primaryKey(),
    kind: text().notNull(),
    /** The account that it was seen in; null: it is an event rather than a state. */
    source: text(),
    since: moment('since').notNull(),
    /** Null: not reported yet. */
    toldAt: moment('told_at'),
  },
  (table) => [index('notification_problems_kind').on(table.kind, table.since)],
);

/** Messages to send: the row is the job. `lib/server/notifications` says what is in `items`. */
export const notificationDeliveries = pgTable(
  'notification_deliveries',
  {
    /** Also the header `webhook-id` and the Message-ID: the same at each attempt. */
    id: text().primaryKey(),
    channelId: text('channel_id')
      .notNull()
      .references(() => notificationChannels.id, { onDelete: 'cascade' }),
    /** By email, one message each; empty for other channels. */
    recipient: text().notNull().default(''),
    /** The team member who asked for it themselves: it has only what they may see. */
    staffId: text('staff_id').references(() => staffMembers.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    /** Events that it is about, of which the first few are in `items`. */
    count: integer().notNull(),
    items: jsonb().$type<Record<string, unknown>[]>().notNull(),
    /** It hasn't been tried: later events of its kind are added to it. */
    isOpen: boolean('is_open').notNull().default(true),
    /** It waits to become a part of a daily summary. */
    isPart: boolean('is_part').notNull().default(false),
    /** When the last event of it was queued. */
    latestAt: moment('latest_at'),
    /** A person asked for its next attempt: nothing holds it up. */
    isResent: boolean('is_resent').notNull().default(false),
    state: text().$type<DeliveryState>().notNull().default('pending'),
    createdAt: moment('created_at').notNull().defaultNow(),
    notBefore: moment('not_before').notNull(),
    attempts: integer().notNull().default(0),
    firstTriedAt: moment('first_tried_at'),
    triedAt: moment('tried_at'),
    /** The attempt that is sending it, and until when by the database's clock. */
    claimId: text('claim_id'),
    leaseUntil: moment('lease_until'),
    status: integer(),
    /** Why the last attempt failed: a code of `lib/shared/notifications.ts`. */
    failure: text(),
    /** No more attempts. */
    settledAt: moment('settled_at'),
  },
  (table) => [
    uniqueIndex('notification_deliveries_open')
      .on(table.channelId, table.kind, table.recipient)
      .where(sql`${table.isOpen}`),
    index('notification_deliveries_due')
      .on(table.notBefore)
      .where(sql`${table.state} = 'pending'`),
    index('notification_deliveries_newest').on(table.channelId, table.createdAt),
    index('notification_deliveries_settled').on(table.settledAt),
    index('notification_deliveries_staff').on(table.staffId),
  ],
);
