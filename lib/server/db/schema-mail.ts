import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Emails to send, one row each: the row is the job. `lib/server/mail` says what is in `data`. */
export const mailMessages = pgTable(
  'mail_messages',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    recipient: text().notNull(),
    /** What its text is made from, never a link or a secret. Empty once it is settled. */
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    state: text()
      .$type<'pending' | 'sending' | 'sent' | 'failed' | 'unconfirmed'>()
      .notNull()
      .default('pending'),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** No attempt before this moment. */
    notBefore: moment('not_before').notNull().defaultNow(),
    /** The last attempt is then, or as soon as a server runs again. */
    giveUpAt: moment('give_up_at').notNull(),
    attempts: integer().notNull().default(0),
    /** How many times it may have been delivered although no answer came. */
    doubts: integer().notNull().default(0),
    /** The attempt that is sending it, and until when by the database's clock. */
    claimId: text('claim_id'),
    leaseUntil: moment('lease_until'),
    /** That attempt has begun to hand over the text: from here on it may be delivered. */
    hasBegun: boolean('has_begun').notNull().default(false),
    /** Why the last attempt failed: a code of `mail/faults.ts`. */
    fault: text(),
    /** No more attempts. */
    settledAt: moment('settled_at'),
  },
  (table) => [
    index('mail_messages_due')
      .on(table.notBefore)
      .where(sql`${table.settledAt} is null`),
    index('mail_messages_settled').on(table.settledAt),
    check(
      'mail_messages_claimed',
      sql`(${table.state} = 'sending') = (${table.claimId} is not null)
        and (${table.claimId} is null) = (${table.leaseUntil} is null)`,
    ),
    check('mail_messages_emptied', sql`${table.settledAt} is null or ${table.data} = '{}'::jsonb`),
  ],
);

/** Emails that people without a session asked for, to limit how many an hour. */
export const mailRequests = pgTable(
  'mail_requests',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    /** Whose limit it counts for; addresses are hashed. */
    key: text().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [index('mail_requests_key').on(table.key, table.at)],
);
