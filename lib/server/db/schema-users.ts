import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Our own note and tags on a customer user; someone without either has no row. */
export const userAnnotations = pgTable(
  'user_annotations',
  {
    accountId: text('account_id').notNull(),
    username: text().notNull(),
    note: text(),
    /** As written, in the order in which they were added. */
    tags: text().array().notNull(),
    /** The same in lower case: which tags are the same. PostgreSQL's own depends on its locale. */
    tagKeys: text('tag_keys').array().notNull(),
    /** What a search looks in: note and tags in lower case. */
    searched: text().notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.username] })],
);
