import { access, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { hostActor } from '../lib/server/actor';
import { checkRestored } from '../lib/server/backup/check-restored';
import { backupPath, createBackup, makeFolder } from '../lib/server/backup/create-backup';
import { isEncrypted } from '../lib/server/backup/envelope';
import { BackupError, type BackupHeader, type Manifest } from '../lib/server/backup/format';
import { findOtherKeys } from '../lib/server/backup/other-keys';
import { readBackup, type BackupFile } from '../lib/server/backup/read-backup';
import { beginBackup, makeBackup } from '../lib/server/backup/record-backup';
import { restoreBackup } from '../lib/server/backup/restore-backup';
import { createTemporaryDatabase } from '../lib/server/backup/temporary-database';
import { closeDatabase, db } from '../lib/server/db/client';
import { startEmbeddedPostgres } from '../lib/server/db/embedded/embedded';
import { migrateDatabase } from '../lib/server/db/migrate';
import { keyFiles, readBackupPassphrase, resetEnv, type Env } from '../lib/server/env';
import { askPassphrase } from './serve/ask-passphrase';
import { requireDatabase, tellFailure } from './serve/on-database';
import { readSettings } from './serve/read-settings';

const USAGE = `Usage: npm run backup -- <what>
  create [FILE] [--encrypt]      back up the database, with or beside the running server;
                                 --encrypt asks for a passphrase, BACKUP_PASSPHRASE is one
  verify FILE [--without-keys]   restore FILE into a temporary database, check everything, drop it;
                                 --without-keys leaves out what needs this installation's keys
  restore FILE                   restore FILE into an empty database or DATA_DIR`;

const USAGE_CODE = 2;
const INTERRUPTED_CODE = 130;

/** What has to be removed, also when the program is interrupted. */
let cleanUp = async (): Promise<void> => undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(INTERRUPTED_CODE)));
}

async function create(file: string | undefined, asks: boolean): Promise<void> {
  const settings = readSettings({ say: console.error });
  const { folder } = settings.backup;
  const passphrase = readBackupPassphrase() ?? (asks ? await askPassphrase(true) : undefined);
  const path = file ?? backupPath(folder, new Date(), passphrase !== undefined);
  await requireDatabase(settings);
  if (file === undefined) await makeFolder(folder);
  // Not migrated: a backup is also for the moment before an upgrade.
  const database = await openDatabase(settings);
  const stopping = new AbortController();
  const making = (async () => {
    process.env.DATABASE_URL = database.url;
    resetEnv();
    const work = { url: database.url, passphrase, signal: stopping.signal };
    if (!(await canRecord())) return createBackup({ ...work, path });
    const wanted = { path, isScheduled: false, isEncrypted: passphrase !== undefined };
    return makeBackup(hostActor(randomUUID()), await beginBackup(wanted), work);
  })().finally(async () => {
    await closeDatabase();
    await database.stop();
  });
  cleanUp = async () => {
    stopping.abort();
    await making.catch(() => undefined);
  };
  const { bytes, tables, rows } = await making.catch((error: unknown) => {
    throw fileError(error, dirname(path));
  });
  console.log(`Backed up ${tables} tables with ${rows} rows into ${path} (${bytes} bytes).`);
  console.log(
    passphrase === undefined
      ? 'It isn’t encrypted: anyone who reads it sees addresses, names and the audit log.'
      : 'It is encrypted. Without the passphrase it’s of no use: keep that elsewhere.',
  );
  console.log(whereKeysAre(settings));
}

/** The running server's database, or one that is started just for this. */
async function openDatabase({ databaseUrl, dataDir }: Env) {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => undefined };
  return startEmbeddedPostgres({ dataDir });
}

/** A database of an earlier version has no table for it. */
async function canRecord(): Promise<boolean> {
  const { rows } = await db().execute<{ isThere: boolean }>(
    sql`select to_regclass('public.backups') is not null as "isThere"`,
  );
  return rows[0]?.isThere ?? false;
}

function whereKeysAre(settings: Env): string {
  const kept = [
    { name: 'AUTH_SECRET', isVariable: settings.hasAuthSecretVariable },
    { name: 'ENCRYPTION_KEY', isVariable: settings.hasEncryptionKeyVariable },
    { name: 'AUDIT_KEY', isVariable: settings.hasAuditKeyVariable },
  ] as const;
  const places = kept.map(({ name, isVariable }) =>
    isVariable ? `the variable ${name}` : join(settings.dataDir, keyFiles[name]),
  );
  return `The keys aren’t in it. Keep them apart from it: ${places.join(', ')}.`;
}

function fileError(error: unknown, folder: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || syscall === 'connect') return error;
  return new BackupError(`The backup can’t be written into ${folder} (${code}).`);
}

/** Reads the whole file first: what is damaged is said before anything is started. */
async function open(path: string) {
  const passphrase = readBackupPassphrase();
  const asks = passphrase === undefined && process.stdin.isTTY && (await isEncrypted(path));
  const file: BackupFile = { path, passphrase: asks ? await askPassphrase(false) : passphrase };
  return { file, ...(await readBackup(file)) };
}

function describe({ header, manifest }: { header: BackupHeader; manifest: Manifest }): string {
  const { createdAt, version, postgres } = header;
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return `Made on ${createdAt} by Reseller Desk ${version} from PostgreSQL ${postgres}: ${manifest.tables.length} tables with ${rows} rows.`;
}

async function verify(path: string, isWithoutKeys: boolean): Promise<void> {
  const settings = readSettings({ say: console.error });
  const { file, header, manifest } = await open(path);
  console.log(describe({ header, manifest }));
  console.log('ok    The file is whole: every part has its checksum.');
  const database = await createTemporaryDatabase(settings.databaseOwnerUrl ?? settings.databaseUrl);
  cleanUp = async () => {
    await closeDatabase();
    await database.drop();
  };
  try {
    await restoreBackup({ ...file, url: database.url });
    console.log('ok    It can be restored, and each table has its rows.');
    if (isWithoutKeys) return console.log('The audit log and the secrets weren’t checked.');
    process.env.DATABASE_URL = database.url;
    // Checkpoints of what happened since the backup would look like a cut end.
    process.env.AUDIT_CHECKPOINT_FILE = join(settings.dataDir, 'audit', `none-${randomUUID()}`);
    resetEnv();
    for (const { isGood, text } of await checkRestored(header)) {
      console.log(`${isGood ? 'ok  ' : 'FAIL'}  ${text}`);
      if (!isGood) process.exitCode = 1;
    }
  } finally {
    await cleanUp();
    cleanUp = async () => undefined;
  }
}

async function restore(path: string): Promise<void> {
  const settings = readSettings({ say: console.error });
  const { file, header, manifest } = await open(path);
  console.log(describe({ header, manifest }));
  const target = await openTarget(settings);
  cleanUp = target.undo;
  try {
    await restoreBackup({ ...file, url: target.ownerUrl });
    await migrateDatabase(target.ownerUrl, target.url);
  } catch (error) {
    await target.undo();
    throw error;
  }
  await target.stop();
  console.log(`Restored into ${target.name}. Everyone has to sign in again.`);
  console.log('Batches that weren’t finished are paused: check in RemotePC what was sent since.');
  console.log('What was revoked or removed since then is back: sessions, links and keys excepted.');
  for (const sentence of findOtherKeys(header)) console.log(`Attention: ${sentence}`);
}

type Target = {
  name: string;
  url: string;
  ownerUrl: string;
  stop: () => Promise<void>;
  /** After a failure: as it was before. */
  undo: () => Promise<void>;
};

async function openTarget({ databaseUrl, databaseOwnerUrl, dataDir }: Env): Promise<Target> {
  const nothing = async () => undefined;
  if (databaseUrl !== undefined) {
    const ownerUrl = databaseOwnerUrl ?? databaseUrl;
    const name = databaseOwnerUrl ? 'DATABASE_OWNER_URL' : 'DATABASE_URL';
    return {
      name: `the database of ${name}`,
      ...{ url: databaseUrl, ownerUrl, stop: nothing, undo: nothing },
    };
  }
  const isThere = await access(join(dataDir, 'postgres', 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  const { url, ownerUrl, stop } = await startEmbeddedPostgres({ dataDir });
  const undo = async () => {
    await stop();
    if (isThere) return;
    // A start would take an empty database for one whose keys are lost.
    for (const made of ['postgres', 'postgres-password', 'postgres-superuser-password']) {
      await rm(join(dataDir, made), { recursive: true, force: true, maxRetries: 5 });
    }
  };
  return { name: dataDir, url, ownerUrl, stop, undo };
}

/** npm runs this in the project's folder; people name files from where they are. */
const placed = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);

async function main(): Promise<void> {
  const [what, ...more] = process.argv.slice(2);
  const flags = more.filter((word) => word.startsWith('--'));
  const [file, ...others] = more.filter((word) => !word.startsWith('--'));
  const path = file === undefined ? undefined : placed(file);
  const allows = (flag: string | null) => flags.every((one) => one === flag) && others.length === 0;
  if (what === 'create' && allows('--encrypt')) return create(path, flags.length > 0);
  if (what === 'verify' && path && allows('--without-keys')) return verify(path, flags.length > 0);
  if (what === 'restore' && path && allows(null)) return restore(path);
  console.error(USAGE);
  process.exitCode = USAGE_CODE;
}

main().catch((error: unknown) => tellFailure(error, [BackupError]));
