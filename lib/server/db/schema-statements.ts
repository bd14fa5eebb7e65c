import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * A month's statement as it was frozen. The database refuses to change or remove one, and so it does
 * with what was billed and acknowledged.
 */
export const statements = pgTable(
  'statements',
  {
    id: text().primaryKey(),
    /** `YYYY-MM`, UTC. */
    month: text().notNull(),
    /** From 1; more are corrections. */
    version: integer().notNull(),
    /** JSON as text: read again, it is the same to the byte. */
    document: text().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [unique('statements_version').on(table.month, table.version)],
);

const statementId = () =>
  text('statement_id')
    .notNull()
    .references(() => statements.id);

/** What the accounting system billed, by customer: the last import counts. */
export const statementBillings = pgTable(
  'statement_billings',
  {
    id: text().primaryKey(),
    statementId: statementId(),
    quantities: jsonb().$type<Record<string, number>>().notNull(),
    at: moment('at').notNull(),
    byEmail: text('by_email').notNull(),
  },
  (table) => [index('statement_billings_statement').on(table.statementId, table.at)],
);

export const statementAcknowledgements = pgTable('statement_acknowledgements', {
  statementId: statementId().primaryKey(),
  note: text(),
  at: moment('at').notNull(),
  byEmail: text('by_email').notNull(),
});

/** One row, or none for the defaults. */
export const statementSettings = pgTable(
  'statement_settings',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    /** On which day the last month's is created, 1 to 28; null: by hand only. */
    day: integer(),
    accountCode: text('account_code').notNull(),
    taxType: text('tax_type').notNull(),
    dueDays: integer('due_days').notNull(),
    /** Ids of the team members who get each new statement by email. */
    mailTo: text('mail_to').array().notNull().default([]),
  },
  (table) => [check('statement_settings_one', sql`${table.isOnly}`)],
);
