import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { CustomRoleId, Role } from '../../contract/staff';
import { vaultKeys } from './schema-accounts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** People who sign in here. `password_hash` is argon2id; null until the setup link is used. */
export const staffMembers = pgTable('staff_members', {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  name: text().notNull(),
  role: text().$type<Role>().notNull(),
  passwordHash: text('password_hash'),
  /** Their password is long enough only beside a second factor. */
  hasShortPassword: boolean('has_short_password').notNull().default(false),
  isDisabled: boolean('is_disabled').notNull().default(false),
  /** Who created their last link for setting a password, and so could have signed in as them. */
  invitedById: text('invited_by_id'),
  invitedByEmail: text('invited_by_email'),
  /** When that link was made, if they were on the team before. */
  linkMadeAt: moment('link_made_at'),
  /** The vendor accounts they may see; null: all. */
  accountIds: text('account_ids').array(),
  /** The customers whose users and devices they may see; null: all. */
  customerIds: text('customer_ids').array(),
  /** From sessions that have since been removed. */
  lastSeenAt: moment('last_seen_at'),
  /** Since when they have their role: the time to add a second factor runs from then. */
  roleSince: moment('role_since').notNull().defaultNow(),
  /** Came by single sign-on and has no role yet: an administrator lets them in, or doesn't. */
  waitsForAdmin: boolean('waits_for_admin').notNull().default(false),
  /** Until when they may sign in with a password although that is off: after a break-glass link. */
  passwordAllowedUntil: moment('password_allowed_until'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Who someone is at the OpenID provider. Their address there may change; these two don't. */
export const staffIdentities = pgTable(
  'staff_identities',
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    staffId: text('staff_id')
      .notNull()
      .unique()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

/** A role that an administrator defined. The built-in ones are in the code. */
export const roles = pgTable('roles', {
  id: text().$type<CustomRoleId>().primaryKey(),
  name: text().notNull().unique(),
  permissions: text().array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** A signed-in browser. The cookie has only the `id`, so ending a row ends the session. */
export const staffSessions = pgTable(
  'staff_sessions',
  {
    id: text().primaryKey(),
    /** The id shown to people: anyone with `id` has the session. A step-up keeps it. */
    publicId: text('public_id')
      .notNull()
      .default(sql`gen_random_uuid()::text`),
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    /** When the person last confirmed their password in this session. */
    steppedUpAt: moment('stepped_up_at'),
    /** Started by single sign-on: the provider checked the person's factors. */
    isSingleSignOn: boolean('is_single_sign_on').notNull().default(false),
    /** Until when the person may connect an identity of the OpenID provider in this session. */
    mayConnectUntil: moment('may_connect_until'),
    /** The session that it continues as. */
    replacedBy: text('replaced_by'),
    ip: text(),
    userAgent: text('user_agent'),
    /** Signed in with a browser in which this person hadn't signed in before. */
    isNewDevice: boolean('is_new_device').notNull().default(false),
    /** When the person dismissed the notice of it, in another session. */
    noticedAt: moment('noticed_at'),
    /** Which browser it is, as its mark has it; null: from before this was kept. */
    browserId: text('browser_id'),
    /** The person ended it from elsewhere instead of confirming it: its browser isn't known. */
    isDisowned: boolean('is_disowned').notNull().default(false),
  },
  (table) => [index('staff_sessions_staff').on(table.staffId)],
);

/**
 * One-time links. Only the SHA-256 of a token is stored. `staff_id` null: the first administrator.
 */
export const setUpTokens = pgTable('set_up_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  staffId: text('staff_id').references(() => staffMembers.id, { onDelete: 'cascade' }),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  spentAt: moment('spent_at'),
  /** Made on the host for someone who lost their second factors: using it removes them. */
  removesFactors: boolean('removes_factors').notNull().default(false),
});

/** The secrets of authenticator apps, one for a person, encrypted by lib/server/vault in `sealed`. */
export const totpSeeds = pgTable(
  'totp_seeds',
  {
    staffId: text('staff_id')
      .primaryKey()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    sealed: bytes().notNull(),
    /** The key that wraps it; null: it couldn't be decrypted when that key was dropped. */
    keyId: text('key_id').references(() => vaultKeys.id),
    secretId: text('secret_id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** Null: not in use until the person has entered a code. */
    confirmedAt: moment('confirmed_at'),
    /** The time step of the last code that was accepted: neither it nor an earlier one is again. */
    lastStep: bigint('last_step', { mode: 'number' }),
    /** Whether its owner proved their password: otherwise it doesn't confirm sensitive work. */
    isProven: boolean('is_proven').notNull().default(false),
    /** It can't be decrypted although its key is here: damaged or moved. */
    quarantinedAt: moment('quarantined_at'),
  },
  (table) => [index('totp_seeds_key').on(table.keyId)],
);

/** Ten for a person; each works once in the place of another factor. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    /** The code's first characters, by which it is found. */
    prefix: text().notNull(),
    /** Argon2id of the rest. */
    hash: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    usedAt: moment('used_at'),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.prefix] })],
);

/** WebAuthn credentials. `public_key` is COSE. */
export const passkeys = pgTable(
  'passkeys',
  {
    id: text().primaryKey(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    /** As the browser names it, base64url. */
    credentialId: text('credential_id').notNull().unique(),
    publicKey: bytes('public_key').notNull(),
    /** The highest number of uses it has reported; 0: it doesn't count. */
    counter: bigint({ mode: 'number' }).notNull(),
    transports: text().array().notNull().default([]),
    name: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
    /** As for `totp_seeds`. */
    isProven: boolean('is_proven').notNull().default(false),
  },
  (table) => [index('passkeys_staff').on(table.staffId)],
);

/** What a passkey has to sign. Deleted by the answer that uses it. */
export const passkeyChallenges = pgTable('passkey_challenges', {
  challenge: text().primaryKey(),
  purpose: text().$type<'registration' | 'sign_in' | 'step_up'>().notNull(),
  /** Who it was made for; null: whoever signs in with it. */
  staffId: text('staff_id').references(() => staffMembers.id, { onDelete: 'cascade' }),
  expiresAt: moment('expires_at').notNull(),
});

/** The name with which someone signs in to a service of a device, for the command they copy. */
export const loginNames = pgTable(
  'login_names',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staffMembers.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    serviceId: text('service_id').notNull(),
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.staffId, table.accountId, table.serviceId] })],
);
