import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { Role } from '../../contract/staff';
import type { ViewPage } from '../../shared/view-pages';
import { staffMembers } from './schema-staff';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Seats of each customer user from a day on, until their next row: only changes have one. On which
 * days the list was read at all, `seat_snapshots` knows.
 */
export const userSeats = pgTable(
  'user_seats',
  {
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    /** `YYYY-MM-DD`, UTC. */
    day: text().notNull(),
    /** Null: unreadable, or from that day on the user isn't listed. */
    seats: bigint({ mode: 'number' }),
    seatsUsed: bigint('seats_used', { mode: 'number' }),
    /** It's what the next list is compared with. */
    isLatest: boolean('is_latest').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.username, table.day] }),
    index('user_seats_latest')
      .on(table.accountId, table.username)
      .where(sql`${table.isLatest}`),
    // Those who were removed: few among many.
    index('user_seats_gone')
      .on(table.accountId, table.username, table.day)
      .where(sql`${table.isLatest} and ${table.seats} is null and ${table.seatsUsed} is null`),
  ],
);

/** A list as someone saved it; `query` has the page's own filters, as in its URL. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    page: text().$type<ViewPage>().notNull(),
    name: text().notNull(),
    query: text().notNull(),
    /** Null: as each person has them. */
    columns: text().array(),
    scope: text().$type<'me' | 'role' | 'everyone'>().notNull(),
    role: text().$type<Role>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [unique('saved_views_name').on(table.ownerId, table.page, table.name)],
);
