import 'server-only';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { binariesIn, embeddedBinaries, postgresUser } from './binaries';
import { databasePasswords, ensureCluster, ensureDataDir, type Passwords } from './cluster';
import { lockHolder, takeLock } from './lock';
import { EmbeddedPostgresError } from './processes';
import { ensureRoles, type EmbeddedUrls } from './roles';
import { findRunning, startServer, stopServer, type RunningPostgres } from './server';

export interface EmbeddedPostgresOptions {
  /** The database is in its `postgres` folder. */
  dataDir: string;
  /** Programs of another PostgreSQL, instead of the embedded one (tests only). */
  binFolder?: string;
  /** Server settings that differ from ours (tests only). */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres extends EmbeddedUrls {
  pid: number;
  /** Whether it was already running. */
  adopted: boolean;
  /** Does nothing while another living server holds `DATA_DIR/server.lock`. */
  stop: () => Promise<void>;
}

const START_LOCK_TIMEOUT_MS = 150_000;
const MINIMUM_FREE_BYTES = 100 * 1024 * 1024;

/**
 * The embedded PostgreSQL of a data folder: the one already running there, otherwise a new one. It
 * is a separate process and outlives us if we are killed; the next start adopts it.
 * @throws EmbeddedPostgresError with one line for the person who started us
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'postgres');
  await ensureDataDir(dataDir).catch((error: NodeJS.ErrnoException) => {
    throw new EmbeddedPostgresError(`DATA_DIR ${dataDir} can’t be created: ${error.code}.`);
  });
  const lock = await waitForStartLock(join(dataDir, 'postgres.lock'));
  try {
    const passwords = await databasePasswords(dataDir, folder);
    const { running, adopted } = await findOrStart(options, dataDir, folder, passwords);
    const urls = await ensureRoles(dataDir, running.port, passwords).catch(async (error) => {
      if (!adopted) await stopServer(folder, running.pid);
      throw error;
    });
    return {
      ...urls,
      pid: running.pid,
      adopted,
      stop: async () => {
        const server = await lockHolder(join(dataDir, 'server.lock'));
        if (server && server.pid !== process.pid) return;
        await stopServer(folder, running.pid);
      },
    };
  } finally {
    await lock.release();
  }
}

async function findOrStart(
  options: EmbeddedPostgresOptions,
  dataDir: string,
  folder: string,
  passwords: Passwords,
): Promise<{ running: RunningPostgres; adopted: boolean }> {
  const user = await postgresUser(folder);
  const found = await findRunning(folder, [passwords.superuser, passwords.runtime], user);
  if (found) return { running: found, adopted: true };
  await refuseFullDisk(dataDir);
  const binaries = options.binFolder
    ? await binariesIn(options.binFolder, user)
    : await embeddedBinaries(user);
  await ensureCluster(folder, passwords.superuser, binaries, user);
  const running = await startServer({
    folder,
    logFile: join(dataDir, 'postgres.log'),
    binaries,
    user,
    settings: options.settings,
  });
  return { running, adopted: false };
}

async function waitForStartLock(path: string) {
  const deadline = Date.now() + START_LOCK_TIMEOUT_MS;
  for (;;) {
    const lock = await takeLock(path);
    if ('release' in lock) return lock;
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Process ${lock.holder.pid} has been starting the database for too long: stop it and start again.`,
      );
    }
    await wait(50);
  }
}

async function refuseFullDisk(dataDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= MINIMUM_FREE_BYTES) return;
  throw new EmbeddedPostgresError(
    `The disk of ${dataDir} is nearly full (under 100 MB free): free up space, or set DATA_DIR to another folder.`,
  );
}
