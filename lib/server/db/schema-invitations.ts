import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** What many lists of invitations have in common, for the whole team. */
export const invitationTemplates = pgTable(
  'invitation_templates',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** For each person whose list has none. */
    seats: integer().notNull(),
    isHeld: boolean('is_held').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('invitation_templates_name').on(sql`lower(${table.name})`)],
);
