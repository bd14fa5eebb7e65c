import 'server-only';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import { lastKeyId } from '@/lib/server/audit/chain-head';
import { pool } from '@/lib/server/db/client';
import { canChangeAuditLog } from '@/lib/server/db/migrate';
import { env } from '@/lib/server/env';
import { forwardedForWarning, sawForwardedFor } from '@/lib/server/http/edge/caller-address';
import { describeError, log } from '@/lib/server/log';
import { isLoopback } from '@/lib/shared/loopback';

/** What an administrator should change about the installation. */
export type HostWarning = { setting: string; text: string };

/** The current warnings, from the settings, the database and the requests so far. */
export async function hostWarnings(): Promise<HostWarning[]> {
  const warnings = settingsWarnings();
  if (sawForwardedFor()) warnings.push({ setting: 'TRUSTED_PROXY', text: forwardedForWarning });
  if (await canServerChangeAuditLog()) {
    warnings.push({
      setting: 'DATABASE_URL',
      text: 'The server’s database role can change and delete audit log entries. Give it a role that owns nothing, and set DATABASE_OWNER_URL for migrations. For the SQL, see “Use your own PostgreSQL” in the README.',
    });
  }
  const auditKey = await auditKeyWarning();
  if (auditKey) warnings.push({ setting: 'AUDIT_KEY', text: auditKey });
  return warnings;
}

/** Without the key that sealed the audit log, changes to it can go unnoticed. */
async function auditKeyWarning(): Promise<string | null> {
  const known = auditKeys().map(({ id }) => id);
  if (known.length === 0) {
    return 'The audit log’s key is missing, so new events aren’t sealed and the log can’t be verified. Restore the file keys/audit-key in DATA_DIR, or AUDIT_KEY.';
  }
  const sealedWith = await lastKeyId().catch(() => null);
  if (sealedWith === null || known.includes(sealedWith)) return null;
  return `The audit log was last sealed with the key ${sealedWith}, which isn’t here, so the log can’t be verified. Restore it as AUDIT_KEY, or add it to AUDIT_KEY_PREVIOUS or keys/audit-key. All servers need the same key.`;
}

/** Once, at the start; the one about proxies follows with the first such request. */
export async function logHostWarnings(): Promise<void> {
  for (const { setting, text } of await hostWarnings()) log().warn({ setting }, text);
}

function settingsWarnings(): HostWarning[] {
  const { appUrl, databaseTls } = env();
  const warnings: HostWarning[] = [];
  if (isPlainAfar(appUrl)) {
    warnings.push({
      setting: 'APP_URL',
      text: 'APP_URL starts with http:// and isn’t this machine, so passwords and sessions are sent unencrypted. Put a reverse proxy with TLS in front, and set APP_URL to its https:// address.',
    });
  }
  if (databaseTls === 'none') {
    warnings.push({
      setting: 'DATABASE_URL',
      text: 'The database is on another machine and the connection to it isn’t encrypted. Add ?sslmode=verify-full to DATABASE_URL, and turn on TLS on the database server.',
    });
  }
  if (databaseTls === 'unverified') {
    warnings.push({
      setting: 'DATABASE_URL',
      text: 'The connection to the database is encrypted, but the server’s certificate isn’t verified, so an attacker in between could read it. Use ?sslmode=verify-full in DATABASE_URL.',
    });
  }
  return warnings;
}

function isPlainAfar(appUrl: string): boolean {
  const { protocol, hostname } = new URL(appUrl);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Unknown while the database is down, which is reported elsewhere. */
async function canServerChangeAuditLog(): Promise<boolean> {
  try {
    return await canChangeAuditLog((statement) => pool().query<object>(statement));
  } catch (error) {
    log().warn({ error: describeError(error) }, 'database role privileges not checked');
    return false;
  }
}
