import { sql } from 'drizzle-orm';
import { customType, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { ChangeKind, ChangeState } from '../../contract/changes';
import { vaultKeys } from './schema-accounts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Changes of settings that a second person decides about. */
export const pendingChanges = pgTable(
  'pending_changes',
  {
    id: text().primaryKey(),
    kind: text().$type<ChangeKind>().notNull(),
    /** Which setting: only one change of it waits at a time. */
    setting: text().notNull(),
    /** The account it is about; null: none. */
    accountId: text('account_id'),
    /** What the setting is called, as it was when it was asked for. */
    targetName: text('target_name').notNull(),
    /** What was asked for, without its secret. */
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    /** The setting as it was then, and as it would be. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    state: text().$type<Exclude<ChangeState, 'expired'>>().notNull().default('pending'),
    askedById: text('asked_by_id').notNull(),
    askedByEmail: text('asked_by_email').notNull(),
    askedAt: moment('asked_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    decidedById: text('decided_by_id'),
    decidedByEmail: text('decided_by_email'),
    decidedAt: moment('decided_at'),
    note: text(),
    /** The last state that the asker has seen. */
    seenState: text('seen_state').$type<ChangeState>(),
  },
  (table) => [
    index('pending_changes_newest').on(table.askedAt),
    index('pending_changes_open')
      .on(table.setting)
      .where(sql`${table.state} in ('pending', 'running')`),
  ],
);

/** The secret that a pending change has, encrypted by lib/server/vault; gone once it is settled. */
export const changeSecrets = pgTable(
  'change_secrets',
  {
    changeId: text('change_id')
      .primaryKey()
      .references(() => pendingChanges.id, { onDelete: 'cascade' }),
    sealed: bytes().notNull(),
    keyId: text('key_id').references(() => vaultKeys.id),
    secretId: text('secret_id').notNull(),
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [index('change_secrets_key').on(table.keyId)],
);
