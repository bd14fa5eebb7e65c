import {
  index,
  integer,
  json,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { CustomerRule, OwnField } from '@/lib/contract/customers';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** The companies that buy from the reseller. Ours alone: no vendor knows them. */
export const customers = pgTable('customers', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** The name in lower case: which names are the same. PostgreSQL's own depends on its locale. */
  nameKey: text('name_key').notNull().unique(),
  externalId: text('external_id'),
  /** As written, in the order in which they were added. */
  tags: text().array().notNull(),
  note: text(),
  pricePerSeat: numeric('price_per_seat', { precision: 12, scale: 4, mode: 'number' }),
  currency: text(),
  /** Which users and devices belong to it by a tag or by their name. */
  rules: json().$type<CustomerRule[]>().notNull().default([]),
  /** What else the reseller keeps of it, in the order of the form. */
  ownFields: json('own_fields').$type<OwnField[]>().notNull().default([]),
  /** One more with each change, so that no one overwrites what they haven't seen. */
  version: integer().notNull().default(1),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

const customerId = () =>
  text('customer_id').references(() => customers.id, { onDelete: 'cascade' });

/** Whose the users with an address at a domain are. In lower case, in ASCII. */
export const customerDomains = pgTable(
  'customer_domains',
  {
    domain: text().primaryKey(),
    customerId: customerId().notNull(),
  },
  (table) => [index('customer_domains_customer').on(table.customerId)],
);

/** What someone assigned by hand, which counts more than a domain. */
function assignmentTable(name: string, item: string) {
  return pgTable(
    name,
    {
      accountId: text('account_id').notNull(),
      /** The vendor's name or id of it, in the account. */
      itemId: text(item).notNull(),
      /** Null: it belongs to no customer, whatever its domain. */
      customerId: customerId(),
      assignedBy: text('assigned_by').notNull(),
      assignedAt: moment('assigned_at').notNull().defaultNow(),
    },
    (table) => [
      primaryKey({ columns: [table.accountId, table.itemId] }),
      index(`${name}_customer`).on(table.customerId),
    ],
  );
}

export type AssignmentTable = ReturnType<typeof assignmentTable>;

export const customerUsers = assignmentTable('customer_users', 'username');
export const customerDevices = assignmentTable('customer_devices', 'device_id');
