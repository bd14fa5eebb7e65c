import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { SecretField } from '../../contract/accounts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * The master keys that wrap this database's secrets; the keys themselves are never stored here.
 * `check_value` can be decrypted only with the right key. A row can't be deleted while a secret
 * refers to it.
 */
export const vaultKeys = pgTable('vault_keys', {
  /** The first 8 hex digits of the key's SHA-256. */
  id: text().primaryKey(),
  checkValue: bytes('check_value').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/**
 * Vendor accounts that were connected here. An account from the settings has no row until it is
 * adopted; the sandbox has one once someone has turned it on or off.
 */
export const accounts = pgTable(
  'accounts',
  {
    id: text().primaryKey(),
    upstream: text().$type<'remotepc' | 'remoteit'>().notNull(),
    name: text().notNull(),
    /** For remote.it: which of its APIs the secret is for. */
    api: text().$type<'v27' | 'graphql'>(),
    /** The vendor's API; null: the address in the settings. */
    url: text(),
    isDefault: boolean('is_default').notNull().default(false),
    isDisabled: boolean('is_disabled').notNull().default(false),
    /** The set of secrets in use; null: the secret isn't stored here. */
    version: integer(),
    /** The highest ever used: no set gets the number of an earlier one. */
    lastVersion: integer('last_version').notNull().default(0),
    /** The set before it, kept for a day. */
    previousVersion: integer('previous_version'),
    replacedAt: moment('replaced_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [
    uniqueIndex('accounts_default')
      .on(table.upstream)
      .where(sql`${table.isDefault}`),
  ],
);

/** The secrets of vendor accounts, one row per field, encrypted by lib/server/vault in `sealed`. */
export const accountSecrets = pgTable(
  'account_secrets',
  {
    accountId: text('account_id').notNull(),
    version: integer().notNull(),
    field: text().$type<SecretField>().notNull(),
    sealed: bytes().notNull(),
    /** The key that wraps it; null: it couldn't be decrypted when that key was dropped. */
    keyId: text('key_id').references(() => vaultKeys.id),
    secretId: text('secret_id').notNull(),
    /** It can't be decrypted although its key is here: damaged or moved. */
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.version, table.field] }),
    foreignKey({ columns: [table.accountId], foreignColumns: [accounts.id] }).onDelete('cascade'),
    index('account_secrets_key').on(table.keyId),
  ],
);

/**
 * Until when calls to an account's upstream at an address are held back, and by what each server
 * learned: the upstream asked for it, has failed, or refused a login. Kept to by all servers.
 */
export const upstreamWaits = pgTable(
  'upstream_waits',
  {
    accountId: text('account_id').notNull(),
    address: text().notNull(),
    name: text().notNull(),
    /** The process that noted it. */
    server: text().notNull(),
    until: moment('until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.address, table.name, table.server] })],
);
