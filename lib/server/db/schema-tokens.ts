import { bigserial, boolean, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Role } from '../../contract/staff';
import type { TokenPermission } from '../../shared/permissions';
import { staffMembers } from './schema-staff';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Tokens with which other software calls the API for a person. They go with the person. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** SHA-256 of the token, in hex: the token itself is kept nowhere. */
    hash: text().notNull().unique(),
    role: text().$type<Role>().notNull(),
    /** What of the role's permissions it has; null: all of them. */
    scopes: text().array().$type<TokenPermission[]>(),
    /** The vendor accounts it may see, of those its owner sees; null: all of them. */
    accountIds: text('account_ids').array(),
    /** The customers, likewise. */
    customerIds: text('customer_ids').array(),
    /** Addresses and ranges it may be used from; null: anywhere. */
    addressRanges: text('address_ranges').array(),
    /** Made in a session of single sign-on: the provider checked the person's factors. */
    isSingleSignOn: boolean('is_single_sign_on').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('api_tokens_staff').on(table.staffId)],
);

/** The last calls with each token: which route, when, and how it ended. */
export const apiTokenCalls = pgTable(
  'api_token_calls',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    tokenId: text('token_id')
      .notNull()
      .references(() => apiTokens.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    method: text().notNull(),
    /** With names instead of values: `/api/users/[key]`. */
    route: text().notNull(),
    status: integer().notNull(),
  },
  (table) => [index('api_token_calls_newest').on(table.tokenId, table.id)],
);
