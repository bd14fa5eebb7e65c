import { sql } from 'drizzle-orm';
import { bigint, boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Backups that were begun, by a server or a person on a host. Not part of a backup. */
export const backups = pgTable(
  'backups',
  {
    id: text().primaryKey(),
    startedAt: moment('started_at').notNull().defaultNow(),
    /** Until then the process that makes it is alive. */
    leaseUntil: moment('lease_until')
      .notNull()
      .default(sql`now() + interval '2 minutes'`),
    endedAt: moment('ended_at'),
    /** A code of `backup/record-backup.ts`; null: none. */
    failure: text(),
    isScheduled: boolean('is_scheduled').notNull(),
    isEncrypted: boolean('is_encrypted').notNull(),
    /** The file, on the machine `host`. */
    path: text().notNull(),
    host: text().notNull(),
    bytes: bigint({ mode: 'number' }),
  },
  (table) => [index('backups_newest').on(table.startedAt)],
);
