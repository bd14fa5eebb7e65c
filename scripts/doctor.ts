import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { listEveryAccount, type Account } from '../lib/server/accounts/accounts';
import { lookUpOutgoingAddress } from '../lib/server/accounts/outgoing-address';
import { checkAccount } from '../lib/server/accounts/test-account';
import { everyone, hostActor } from '../lib/server/actor';
import { checkProof, proofState } from '../lib/server/audit/proof-state';
import { describeBackups } from '../lib/server/backup/describe-backups';
import { db } from '../lib/server/db/client';
import { readKey, SettingsError, type Env } from '../lib/server/env';
import { DeskError } from '../lib/server/errors';
import { lockedSentences, openVault } from '../lib/server/vault/open-vault';
import { describeBackupFailure } from '../lib/shared/backups';
import { hostWarnings } from '../lib/server/worker/host-warnings';
import { securePermissions } from './serve/file-permissions';
import { onDatabase } from './serve/on-database';
import { readSettings } from './serve/read-settings';
import { StartError } from './serve/start-error';

type State = 'ok' | 'warn' | 'FAIL';

const LOW_DISK_BYTES = 1024 ** 3;
const MINIMUM_DISK_BYTES = 100 * 1024 ** 2;
const MAX_SKEW_SECONDS = 60;
const ANSWER_MS = 3_000;
const LATE_HOURS = 6;

let hasFailed = false;

function say(state: State, name: string, text: string): void {
  if (state === 'FAIL') hasFailed = true;
  console.log(`${state.padEnd(4)}  ${name}: ${text}`);
}

/** Checks this installation from the host, with or beside the running server. Changes nothing. */
async function main(): Promise<void> {
  say('ok', 'Node', process.version);
  const settings = readOrSay();
  if (!settings) return;
  await checkFiles(settings);
  await checkAddress(settings);
  checkProxy(settings);
  await part('Database', () =>
    onDatabase(async () => {
      await checkDatabase();
      await checkVault();
      await part('Audit log', checkAuditLog);
      await part('Backups', () => checkBackups(settings));
      for (const { setting, text } of await hostWarnings()) say('warn', setting, text);
      await checkAccounts();
    }),
  );
  if (process.argv.includes('--address')) {
    await part('Outgoing address', async () =>
      say('ok', 'Outgoing address', await lookUpOutgoingAddress()),
    );
  }
}

function readOrSay(): Env | null {
  try {
    const settings = readSettings({ say: (line) => say('ok', 'Settings', line) });
    readKey('AUTH_SECRET');
    say('ok', 'Settings', `Valid. The data folder is ${settings.dataDir}.`);
    return settings;
  } catch (error) {
    say('FAIL', 'Settings', sentenceOf(error));
    return null;
  }
}

/** If a check can't be made, that is its result, and the others follow. */
async function part(name: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    say('FAIL', name, sentenceOf(error));
  }
}

/** Our own messages are for people; others may contain values. */
function sentenceOf(error: unknown): string {
  if (error instanceof DeskError) return error.detail;
  if (error instanceof StartError || error instanceof SettingsError) return error.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `This couldn’t be checked${code}.`;
}

async function checkFiles({ dataDir }: Env): Promise<void> {
  await part('Files', async () => {
    await securePermissions(dataDir);
    say('ok', 'Files', 'Only the server’s user can read the keys and passwords.');
  });
  await part('Disk', async () => {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const text = `${(free / 1024 ** 3).toFixed(1)} GB free in ${dataDir}.`;
    if (free < MINIMUM_DISK_BYTES)
      say('FAIL', 'Disk', `${text} The server doesn’t start: free up space.`);
    else if (free < LOW_DISK_BYTES) say('warn', 'Disk', `${text} Free up space soon.`);
    else say('ok', 'Disk', text);
  });
}

async function checkAddress({ appUrl }: Env): Promise<void> {
  const answer = await fetch(`${appUrl}/api/health/ready`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => null);
  await answer?.body?.cancel();
  if (answer?.status === 200) say('ok', 'APP_URL', `${appUrl} answers, and is ready.`);
  else if (answer?.status === 503)
    say('FAIL', 'APP_URL', `${appUrl} answers, but isn’t ready. See the server’s log.`);
  else if (answer)
    say(
      'warn',
      'APP_URL',
      `${appUrl} answers with ${answer.status}. Check the proxy in front of the server.`,
    );
  else
    say(
      'warn',
      'APP_URL',
      `${appUrl} doesn’t answer from this machine. Start the server, or check DNS and proxy.`,
    );
}

/** Behind a proxy, every call comes from its address unless its headers are trusted. */
function checkProxy({ appUrl, trustedProxies }: Env): void {
  if (trustedProxies.length > 0) {
    say('ok', 'TRUSTED_PROXY', `Caller addresses are taken from ${trustedProxies.join(', ')}.`);
  } else if (appUrl.startsWith('https:')) {
    say(
      'warn',
      'TRUSTED_PROXY',
      'APP_URL starts with https://, so a proxy is in front, but its address isn’t set. Everyone seems to come from the proxy: set TRUSTED_PROXY to it.',
    );
  }
}

async function checkDatabase(): Promise<void> {
  const before = Date.now();
  const { rows } = await db().execute<{ version: string; now: Date }>(
    sql`select current_setting('server_version') as version, now() as now`,
  );
  const [row] = rows;
  say(
    'ok',
    'Database',
    `PostgreSQL ${row?.version ?? 'of an unknown version'}, at this version’s schema.`,
  );
  const apartMs = Math.abs(new Date(row?.now ?? before).getTime() - before);
  const seconds = Math.round(apartMs / 1_000);
  if (seconds <= MAX_SKEW_SECONDS)
    say('ok', 'Clock', 'The clocks of this machine and of the database agree.');
  else
    say(
      'FAIL',
      'Clock',
      `The clocks of this machine and of the database differ by ${seconds} s. Set both by NTP.`,
    );
}

async function checkVault(): Promise<void> {
  const vault = await openVault();
  if (vault.state === 'open') say('ok', 'Vault', `Open, with key ${vault.key.id}.`);
  else
    say(
      'FAIL',
      'Vault',
      `${lockedSentences[vault.reason]} Stored passwords and keys can’t be used. See “Vault keys” in docs/operations.md.`,
    );
}

/** A missing or unknown key is one of the warnings. */
async function checkAuditLog(): Promise<void> {
  const { head, checkpoint } = await proofState(hostActor(randomUUID()));
  const { unsealedSince, failing, late } = await checkProof();
  if (unsealedSince !== null)
    say(
      'FAIL',
      'Audit log',
      `Events since ${unsealedSince} aren’t sealed. Check that the server runs, and its log.`,
    );
  for (const { outlet, since, failure } of failing)
    say(
      'FAIL',
      'Audit log',
      `Checkpoints haven’t been written to ${{ file: 'the file', receiver: 'AUDIT_CHECKPOINT_URL', mail: 'CHECKPOINT_MAIL_TO' }[outlet]} since ${since} (${failure}). See docs/audit-proof.md.`,
    );
  for (const { destination, behind, since, failure } of late)
    say(
      'FAIL',
      'Audit log',
      `${behind} events haven’t been forwarded to ${destination} since ${since} (${failure ?? 'slow'}). See “Forward the audit log” in docs/operations.md.`,
    );
  if (unsealedSince !== null || failing.length + late.length > 0) return;
  const last = checkpoint ? `event ${checkpoint.sequence}, ${checkpoint.at}` : 'none yet';
  say('ok', 'Audit log', `Sealed up to event ${head.sequence}; last checkpoint: ${last}.`);
}

/** A schedule that was met, with some hours for a server that was down. */
async function checkBackups({ backup: { everyHours, folder } }: Env): Promise<void> {
  const { good, failed } = await describeBackups();
  const last = good ? `The last good one is of ${good.at}.` : 'There is none yet.';
  if (failed)
    return say(
      'FAIL',
      'Backups',
      `The one of ${failed.at} failed: ${describeBackupFailure(failed.failure)} ${last}`,
    );
  if (everyHours === undefined)
    return say('warn', 'Backups', `${last} To have them made, set BACKUP_EVERY_HOURS.`);
  const hours = good ? (Date.now() - Date.parse(good.at)) / 3_600_000 : 0;
  const isLate = hours > everyHours + LATE_HOURS;
  say(
    isLate ? 'FAIL' : 'ok',
    'Backups',
    isLate
      ? `${last} One is due every ${everyHours} h: check that the server runs, and its log.`
      : `${last} Every ${everyHours} h into ${folder}.`,
  );
}

async function checkAccounts(): Promise<void> {
  const accounts = await listEveryAccount(everyone);
  const enabled = accounts.filter(({ isDisabled }) => !isDisabled);
  if (enabled.length === 0)
    say('warn', 'Accounts', 'None is connected: the sandbox is used. Connect one in Settings.');
  for (const account of enabled) await part(nameOf(account), () => checkOne(account));
}

/** The contract’s word for it, in today’s English. */
const shownAs: Record<string, string> = { whitelist: 'allowlist' };

const nameOf = ({ name, id }: Account) => `Account ${name} (${id})`;

async function checkOne(account: Account): Promise<void> {
  const { ok, checks, tookMs } = await checkAccount(account);
  say(
    ok ? 'ok' : 'FAIL',
    nameOf(account),
    ok ? `Works, checked in ${tookMs} ms.` : 'Doesn’t work:',
  );
  for (const check of checks) {
    const state = check.ok === null ? '–' : check.ok ? 'ok' : 'FAIL';
    console.log(
      `        ${state.padEnd(4)}  ${shownAs[check.name] ?? check.name}: ${check.detail}`,
    );
  }
}

main()
  .catch((error: unknown) => say('FAIL', 'Doctor', sentenceOf(error)))
  .finally(() => {
    process.exitCode = hasFailed ? 1 : 0;
  });
