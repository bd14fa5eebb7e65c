import 'server-only';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { binariesIn, embeddedBinaries } from './embedded-binaries';
import { SUPERUSER, databasePassword, ensureCluster, ensureDataDir } from './embedded-cluster';
import { EmbeddedPostgresError } from './embedded-error';
import { lockHolder, takeLock } from './embedded-lock';
import {
  databaseUrl,
  findRunning,
  startServer,
  stopServer,
  type RunningPostgres,
} from './embedded-server';
import { postgresUser } from './embedded-user';

export interface EmbeddedPostgresOptions {
  /** The database lives in its folder `postgres`. */
  dataDir: string;
  /** Programs of another PostgreSQL, in place of the embedded one (tests only). */
  binFolder?: string;
  /** Server settings that differ from ours (tests only). */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** For the product: owner of its own database, no superuser. */
  url: string;
  /** For making databases and roles. */
  superuserUrl: string;
  pid: number;
  /** It was running already. */
  adopted: boolean;
  /** Does nothing while another living server holds `DATA_DIR/server.lock`. */
  stop: () => Promise<void>;
}

const ROLE = 'desk';
const DATABASE = 'reseller_desk';
const START_LOCK_TIMEOUT_MS = 150_000;
const MINIMUM_FREE_BYTES = 100 * 1024 * 1024;

/**
 * The embedded PostgreSQL of a data folder: the one that runs there already, else a new one.
 * It is a process of its own and outlives us if we are killed; the next start adopts it.
 * @throws EmbeddedPostgresError with one line for the person who started us
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'postgres');
  await ensureDataDir(dataDir).catch((error: NodeJS.ErrnoException) => {
    throw new EmbeddedPostgresError(`DATA_DIR ${dataDir} cannot be made: ${error.code}.`);
  });
  const lock = await waitForStartLock(join(dataDir, 'postgres.lock'));
  try {
    const password = await databasePassword(join(dataDir, 'postgres-password'), folder);
    const { running, adopted } = await findOrStart(options, dataDir, folder, password);
    await ensureDatabase(databaseUrl(running.port, SUPERUSER, password, 'postgres'), password);
    return {
      url: databaseUrl(running.port, ROLE, password, DATABASE),
      superuserUrl: databaseUrl(running.port, SUPERUSER, password, 'postgres'),
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
  password: string,
): Promise<{ running: RunningPostgres; adopted: boolean }> {
  const user = await postgresUser(folder);
  const found = await findRunning(folder, password, user);
  if (found) return { running: found, adopted: true };
  await refuseFullDisk(dataDir);
  const binaries = options.binFolder
    ? await binariesIn(options.binFolder, user)
    : await embeddedBinaries(user);
  await ensureCluster(folder, password, binaries, user);
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
    `The disk of ${dataDir} is nearly full (under 100 MB free): make room, or set DATA_DIR to another folder.`,
  );
}

/** Repeatable: a start that was killed between these steps is completed by the next. */
async function ensureDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const roles = await client.query('select 1 from pg_roles where rolname = $1', [ROLE]);
    if (roles.rowCount === 0) {
      await client.query(
        `create role ${escapeIdentifier(ROLE)} login password ${escapeLiteral(password)}`,
      );
    }
    const databases = await client.query('select 1 from pg_database where datname = $1', [
      DATABASE,
    ]);
    if (databases.rowCount === 0) {
      await client.query(`create database ${escapeIdentifier(DATABASE)} owner ${ROLE}`);
    }
  } finally {
    await client.end();
  }
}
