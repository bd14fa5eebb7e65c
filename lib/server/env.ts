import 'server-only';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { normalizeEmail } from '@/lib/contract/common';
import { isLoopback } from '@/lib/shared/loopback';
import { backupSettings, backupVariables, type BackupSettings } from './backup-settings';
import { mailSettings, mailVariables, type MailSettings } from './mail-settings';
import { forwardSettings, forwardVariables, type ForwardSettings } from './forward-settings';
import {
  remoteitAccess,
  remoteitVariables,
  sandboxAccess,
  type RemoteitAccess,
} from './remoteit-settings';
import { oidcSettings, oidcVariables, type OidcSettings } from './oidc-settings';
import {
  addressList,
  hostList,
  httpUrl,
  integer,
  key,
  KEY_BYTES,
  keyList,
  keysIn,
  postgresUrl,
  publicUrl,
  upstreamUrl,
} from './setting-values';

/** An invalid setting. The message is one line and starts with the variable's name. */
export class SettingsError extends Error {
  override name = 'SettingsError' as const;
}

const REMOTEPC_API_URL = 'https://web1.remotepc.com/rpc-api/reseller/private';

const variables = z.object({
  PORT: integer(1, 65_535).default(3000),
  HOSTNAME: z.string().min(1).default('127.0.0.1'),
  APP_URL: publicUrl.optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  AUTH_SECRET: key.optional(),
  ENCRYPTION_KEY: key.optional(),
  ENCRYPTION_KEY_PREVIOUS: keyList.optional(),
  AUDIT_KEY: key.optional(),
  AUDIT_KEY_PREVIOUS: keyList.optional(),
  AUDIT_CHECKPOINT_FILE: z.string().min(1).optional(),
  AUDIT_CHECKPOINT_URL: httpUrl.optional(),
  ...forwardVariables,
  ADMIN_EMAIL: z
    .string()
    .refine((text) => normalizeEmail(text) !== null, 'must be an email address')
    .optional(),
  ADMIN_PASSWORD: z.string().min(15, 'must have at least 15 characters').max(1_000).optional(),
  ...oidcVariables,
  ...mailVariables,
  ...backupVariables,
  REMOTEPC_API_KEY: z.string().min(1).optional(),
  REMOTEPC_API_URL: upstreamUrl.default(REMOTEPC_API_URL),
  ...remoteitVariables,
  OUTGOING_ADDRESS_URL: httpUrl.default('https://api.ipify.org'),
  UPSTREAM_TIMEOUT_MS: integer(100, 600_000).default(30_000),
  INVITE_CHUNK_SIZE: integer(1, 1_000).default(50),
  INVITE_CONCURRENCY: integer(1, 64).default(4),
  INVITE_CALLS_PER_MINUTE: integer(1, 60_000).optional(),
  USERS_FRESH_SECONDS: integer(0, 86_400).default(30),
  AUTO_LOGIN_HOSTS: hostList.default(['login.remotepc.com']),
  REMOTEIT_HOSTS: hostList.default(['rt3.io', 'remote.it']),
  TRUSTED_PROXY: addressList.default([]),
  METRICS_PORT: integer(1, 65_535).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  // Set by scripts/serve.ts for an upstream without an account.
  SANDBOX_REMOTEPC_URL: upstreamUrl.optional(),
  SANDBOX_REMOTEPC_KEY: z.string().optional(),
});

export type Env = {
  port: number;
  hostname: string;
  /** The public origin, without a trailing slash. */
  appUrl: string;
  dataDir: string;
  /** Unset: the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  /** Used instead of `databaseUrl` to migrate and grant at the start; the server never gets it. */
  databaseOwnerUrl: string | undefined;
  /** How the connection to a database on another machine is protected. */
  databaseTls: 'local' | 'none' | 'unverified' | 'verified';
  admin: { email: string; password: string } | undefined;
  /** Single sign-on with an OpenID provider. */
  oidc: OidcSettings | undefined;
  /** How emails are sent; undefined: they aren't. */
  mail: MailSettings | undefined;
  /** Off: single sign-on only, except after `npm run staff -- break-glass`. */
  hasPasswordSignIn: boolean;
  /** The vendors' APIs, for accounts without an address of their own. */
  apiUrls: { remotepc: string; remoteitV27: string; remoteitGraphql: string };
  remotepc: { apiKey: string; baseUrl: string } | undefined;
  remoteit: RemoteitAccess | undefined;
  sandboxRemotepc: { apiKey: string; baseUrl: string } | undefined;
  sandboxRemoteit: RemoteitAccess | undefined;
  /** Returns the caller's address as plain text. */
  outgoingAddressUrl: string;
  upstreamTimeoutMs: number;
  inviteChunkSize: number;
  inviteConcurrency: number;
  /** Per account, for all processes together. Unset: no limit. */
  inviteCallsPerMinute: number | undefined;
  usersFreshSeconds: number;
  autoLoginHosts: string[];
  /** Connections lead only to hosts under these domains. */
  remoteitHosts: string[];
  trustedProxies: string[];
  /** Where Prometheus reads metrics, at `hostname`; undefined: nowhere. */
  metricsPort: number | undefined;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  hasAuthSecretVariable: boolean;
  hasEncryptionKeyVariable: boolean;
  hasAuditKeyVariable: boolean;
  /** Where this server appends the audit log's checkpoints. */
  auditCheckpointFile: string;
  /** Unset: checkpoints aren't posted anywhere. */
  auditCheckpointUrl: string | undefined;
  /** Unset: checkpoints aren't sent by email. */
  checkpointMailTo: string | undefined;
  forwarding: ForwardSettings;
  backup: BackupSettings;
};

/**
 * Parses the settings. An empty variable counts as unset.
 * @throws SettingsError naming the first invalid variable
 */
export function parseSettings(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = variables.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new SettingsError(`${String(issue?.path[0])} ${issue?.message ?? 'can’t be used'}.`);
  }
  const values = result.data;
  requireCompanions(given);
  if (values.PASSWORD_SIGN_IN === 'off' && !values.OIDC_ISSUER) {
    throw new SettingsError(
      'PASSWORD_SIGN_IN can’t be off without OIDC_ISSUER: no one could sign in.',
    );
  }
  return {
    port: values.PORT,
    hostname: values.HOSTNAME,
    appUrl: new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL,
    databaseTls: tlsTo(values.DATABASE_URL, source.PGSSLMODE),
    admin:
      values.ADMIN_EMAIL && values.ADMIN_PASSWORD
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : undefined,
    oidc: oidcSettings(values),
    mail: mailSettings(values),
    hasPasswordSignIn: values.PASSWORD_SIGN_IN === 'on',
    apiUrls: {
      remotepc: values.REMOTEPC_API_URL,
      remoteitV27: values.REMOTEIT_API_URL,
      remoteitGraphql: values.REMOTEIT_GRAPHQL_URL,
    },
    remotepc: values.REMOTEPC_API_KEY
      ? { apiKey: values.REMOTEPC_API_KEY, baseUrl: values.REMOTEPC_API_URL }
      : undefined,
    remoteit: remoteitAccess(values),
    sandboxRemotepc:
      values.SANDBOX_REMOTEPC_URL && values.SANDBOX_REMOTEPC_KEY
        ? { apiKey: values.SANDBOX_REMOTEPC_KEY, baseUrl: values.SANDBOX_REMOTEPC_URL }
        : undefined,
    sandboxRemoteit: sandboxAccess(values),
    outgoingAddressUrl: values.OUTGOING_ADDRESS_URL,
    upstreamTimeoutMs: values.UPSTREAM_TIMEOUT_MS,
    inviteChunkSize: values.INVITE_CHUNK_SIZE,
    inviteConcurrency: values.INVITE_CONCURRENCY,
    inviteCallsPerMinute: values.INVITE_CALLS_PER_MINUTE,
    usersFreshSeconds: values.USERS_FRESH_SECONDS,
    autoLoginHosts: values.AUTO_LOGIN_HOSTS,
    remoteitHosts: values.REMOTEIT_HOSTS,
    trustedProxies: values.TRUSTED_PROXY,
    metricsPort: values.METRICS_PORT,
    logLevel: values.LOG_LEVEL,
    hasAuthSecretVariable: values.AUTH_SECRET !== undefined,
    hasEncryptionKeyVariable: values.ENCRYPTION_KEY !== undefined,
    hasAuditKeyVariable: values.AUDIT_KEY !== undefined,
    auditCheckpointFile: resolve(
      values.AUDIT_CHECKPOINT_FILE ??
        join(values.DATA_DIR, 'audit', checkpointFileFor(values.DATABASE_URL)),
    ),
    auditCheckpointUrl: values.AUDIT_CHECKPOINT_URL,
    checkpointMailTo: values.CHECKPOINT_MAIL_TO,
    forwarding: forwardSettings(values),
    backup: backupSettings(values),
  };
}

/**
 * One for each database that a data folder is used with: the checkpoints of another one would look
 * like those of events that were removed.
 */
function checkpointFileFor(databaseUrl: string | undefined): string {
  if (databaseUrl === undefined) return 'checkpoints.jsonl';
  const { host, pathname, searchParams } = locate(databaseUrl);
  const place = `${searchParams.get('host') ?? host}${pathname}`;
  return `checkpoints-${createHash('sha256').update(place).digest('hex').slice(0, 12)}.jsonl`;
}

let parsed: Env | undefined;

/** The settings of this process, parsed on first use. @throws SettingsError */
export function env(): Env {
  return (parsed ??= parseSettings(process.env));
}

/**
 * Removes the credentials of the first administrator, so that they aren't kept for the life of the
 * process.
 */
export function forgetAdmin(): void {
  delete process.env.ADMIN_EMAIL;
  delete process.env.ADMIN_PASSWORD;
  if (parsed) parsed = { ...parsed, admin: undefined };
}

/** Tests change variables; this makes the next `env()` read them again. */
export function resetEnv(): void {
  parsed = undefined;
}

/** Whether Next runs as its development server. */
export const isDevelopment = () => process.env.NODE_ENV === 'development';

/** next-auth reads its public URL from its own variable. */
export function shareAppUrl(): void {
  process.env.NEXTAUTH_URL = env().appUrl;
}

export const keyFiles = {
  AUTH_SECRET: 'keys/auth-secret',
  ENCRYPTION_KEY: 'keys/encryption-key',
  AUDIT_KEY: 'keys/audit-key',
} as const;

/**
 * The session key: from the variable, otherwise from the file that the first start wrote into
 * DATA_DIR. Read when needed and not kept in `Env`, so that printing the settings can't reveal a
 * key.
 * @throws SettingsError if neither exists
 */
export function readKey(name: 'AUTH_SECRET'): string {
  const given = process.env[name];
  if (given) return given;
  const [key] = keysIn(readKeyFile(name) ?? '', '\n') ?? [];
  if (key) return key;
  throw new SettingsError(
    `${name} is not set, and ${keyFiles[name]} in DATA_DIR doesn’t contain a key of ${KEY_BYTES} bytes in base64.`,
  );
}

/**
 * The vault's keys, the current one first: from the variables, otherwise from the file in DATA_DIR.
 * Read each time, because `npm run vault` changes the file while the server runs. Empty if there is
 * none, or none that can be read; then the vault is locked.
 */
export function readEncryptionKeys(): string[] {
  const given = process.env.ENCRYPTION_KEY;
  if (given) return [given, ...(keysIn(process.env.ENCRYPTION_KEY_PREVIOUS ?? '', ',') ?? [])];
  return keysIn(readKeyFile('ENCRYPTION_KEY') ?? '', '\n') ?? [];
}

/**
 * The audit log's keys, the current one first; the others verify what was sealed with them. Empty
 * if there is none that can be read; then nothing is sealed.
 */
export function readAuditKeys(): string[] {
  const given = process.env.AUDIT_KEY;
  if (given) return [given, ...(keysIn(process.env.AUDIT_KEY_PREVIOUS ?? '', ',') ?? [])];
  return keysIn(readKeyFile('AUDIT_KEY') ?? '', '\n') ?? [];
}

/** What backups are encrypted with; undefined: they aren't. Not kept in `Env`, like the keys. */
export function readBackupPassphrase(): string | undefined {
  return process.env.BACKUP_PASSPHRASE || undefined;
}

function readKeyFile(name: keyof typeof keyFiles): string | null {
  try {
    return readFileSync(/* turbopackIgnore: true */ resolve(env().dataDir, keyFiles[name]), 'utf8');
  } catch {
    return null;
  }
}

/** Each needs the other one. */
const companions: readonly [name: string, needed: string][] = [
  ['ENCRYPTION_KEY_PREVIOUS', 'ENCRYPTION_KEY'],
  ['AUDIT_KEY_PREVIOUS', 'AUDIT_KEY'],
  ['DATABASE_OWNER_URL', 'DATABASE_URL'],
  ['CHECKPOINT_MAIL_TO', 'SMTP_URL'],
  ['AUDIT_FORWARD_TOKEN', 'AUDIT_FORWARD_URL'],
  ['AUDIT_FORWARD_SECRET', 'AUDIT_FORWARD_URL'],
];

/** All of them or none. */
const sets: readonly (readonly string[])[] = [
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
  ['OIDC_ROLE_CLAIM', 'OIDC_ROLE_MAP'],
  ['SMTP_URL', 'MAIL_FROM'],
  ['AUDIT_FORWARD_CERT_FILE', 'AUDIT_FORWARD_KEY_FILE'],
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['REMOTEIT_DEVELOPER_KEY', 'REMOTEIT_USERNAME', 'REMOTEIT_PASSWORD'],
  ['REMOTEIT_ACCESS_KEY_ID', 'REMOTEIT_SECRET_ACCESS_KEY'],
];

/** @throws SettingsError if a variable is set and one that it needs isn't */
function requireCompanions(given: Record<string, unknown>): void {
  for (const [name, needed] of companions) {
    if (given[name] === undefined || given[needed] !== undefined) continue;
    throw new SettingsError(`${needed} is missing; it is required with ${name}.`);
  }
  for (const names of sets) requireTogether(given, names);
}

function requireTogether(given: Record<string, unknown>, names: readonly string[]): void {
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  const present = names.filter((name) => given[name] !== undefined);
  throw new SettingsError(`${missing[0]} is missing; it is required with ${present[0]}.`);
}

/** A URL without a host is of a socket. */
const locate = (databaseUrl: string) => new URL(databaseUrl.replace('@/', '@socket/'));

/** Like pg: the URL's `sslmode` or `ssl`, otherwise `PGSSLMODE`. */
function tlsTo(databaseUrl: string | undefined, fallback: string | undefined): Env['databaseTls'] {
  if (databaseUrl === undefined) return 'local';
  const { hostname, searchParams } = locate(databaseUrl);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const isSocket = host === '' || host === 'socket' || host.startsWith('/');
  if (isSocket || isLoopback(host) || host === '::1') return 'local';
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl') ?? fallback ?? 'disable';
  if (mode === 'no-verify') return 'unverified';
  return ['prefer', 'require', 'verify-ca', 'verify-full', 'true', '1'].includes(mode)
    ? 'verified'
    : 'none';
}
