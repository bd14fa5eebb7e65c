import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Our own note and tags on what a vendor lists; an item without either has no row. */
function annotationTable(name: string, item: string) {
  return pgTable(
    name,
    {
      accountId: text('account_id').notNull(),
      /** The vendor's name or id of it, in the account. */
      itemId: text(item).notNull(),
      note: text(),
      /** As written, in the order in which they were added. */
      tags: text().array().notNull(),
      /** The same in lower case: which tags are the same. PostgreSQL's own depends on its locale. */
      tagKeys: text('tag_keys').array().notNull(),
      /** What a search looks in: note and tags in lower case. */
      searched: text().notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 })
        .notNull()
        .defaultNow(),
      updatedBy: text('updated_by').notNull(),
    },
    (table) => [primaryKey({ columns: [table.accountId, table.itemId] })],
  );
}

export type AnnotationTable = ReturnType<typeof annotationTable>;

export const userAnnotations = annotationTable('user_annotations', 'username');
export const deviceAnnotations = annotationTable('device_annotations', 'device_id');
