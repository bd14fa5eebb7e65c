import 'server-only';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { type Binaries, folderArgument, type PostgresUser } from './binaries';
import { SUPERUSER, environment } from './cluster';
import { EmbeddedPostgresError, isPostgresOn, processIdentity } from './processes';

export interface RunningPostgres {
  pid: number;
  port: number;
}

const POLL_MS = 25;
/** After a power cut PostgreSQL first replays its journal. */
const START_TIMEOUT_MS = 120_000;
const ADOPT_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const LOG_LIMIT_BYTES = 4 * 1024 * 1024;
const START_ATTEMPTS = 4;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  // Needs no /dev/shm, which containers may lack: a folder created on one machine starts on any
  // other.
  shared_memory_type: 'mmap',
  dynamic_shared_memory_type: 'mmap',
  huge_pages: 'off',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  // Values of rows (such as email addresses) must not reach the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

export function databaseUrl(port: number, user: string, password: string, name: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}

async function readPidFile(
  folder: string,
): Promise<(RunningPostgres & { lines: string[] }) | null> {
  const content = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => null);
  if (content === null) return null;
  const lines = content.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), lines };
}

/** The PostgreSQL that already uses the folder: left by a server that was killed, or shared. */
export async function findRunning(
  folder: string,
  superuserPasswords: string[],
  user: PostgresUser,
): Promise<RunningPostgres | null> {
  const deadline = Date.now() + ADOPT_TIMEOUT_MS;
  for (;;) {
    const file = await readPidFile(folder);
    if (!file || !file.pid) return null;
    if (!(await isPostgresOn(file.pid, folder))) {
      await disownPidFile(folder, file);
      return null;
    }
    for (const password of superuserPasswords) {
      if (file.port && (await isServing(folder, file.port, password, user))) {
        return { pid: file.pid, port: file.port };
      }
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `A PostgreSQL (process ${file.pid}) uses ${folder} but can’t be reached: stop it and start again.`,
      );
    }
    await wait(POLL_MS * 4);
  }
}

/**
 * PostgreSQL replaces a pid file of a dead process itself, but not one whose process id now belongs
 * to another program of the same user. Such a file gets our process id: PostgreSQL knows that its
 * parent isn't a rival, and its check for left-over workers, which needs the rest of the file,
 * still works.
 */
async function disownPidFile(folder: string, file: { pid: number; lines: string[] }) {
  if ((await processIdentity(file.pid)) === null) return;
  const path = join(folder, 'postmaster.pid');
  const handle = await open(path, 'r+');
  try {
    await handle.truncate();
    await handle.write([String(process.pid), ...file.lines.slice(1)].join('\n'), 0);
  } finally {
    await handle.close();
  }
}

/** Whether the server at that port accepts our password and sees what we put into the folder. */
async function isServing(folder: string, port: number, password: string, user: PostgresUser) {
  const name = `reseller-desk-${randomUUID()}`;
  const path = join(folder, name);
  const client = new Client({
    connectionString: databaseUrl(port, SUPERUSER, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await writeFile(path, name, { mode: 0o600 });
    if (user.uid !== undefined) await chown(path, user.uid, user.gid ?? user.uid);
    await client.connect();
    const { rows } = await client.query<{ seen: string | null }>(
      'select pg_read_file($1, 0, 100, true) as seen',
      [name],
    );
    return rows[0]?.seen === name;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
    await rm(path, { force: true });
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export interface StartOptions {
  folder: string;
  logFile: string;
  binaries: Binaries;
  user: PostgresUser;
  settings?: Record<string, string>;
}

/**
 * Starts PostgreSQL as a separate process, which outlives us, and waits until it accepts
 * connections.
 */
export async function startServer(options: StartOptions): Promise<RunningPostgres> {
  let reason = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const port = await freePort();
    const outcome = await tryStart(options, port);
    if (typeof outcome !== 'string') return outcome;
    reason = outcome;
    // Workers of a killed server need a moment to notice; a port may have been taken meanwhile.
    if (!/in use|Address/.test(reason)) break;
    await wait(250 * attempt);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL didn’t start (${reason}); for details, see ${options.logFile}.`,
  );
}

async function tryStart(options: StartOptions, port: number): Promise<RunningPostgres | string> {
  const { folder, logFile, binaries, user } = options;
  const logged = await stat(logFile).catch(() => null);
  if (logged && logged.size > LOG_LIMIT_BYTES) await truncate(logFile);
  const log = await open(logFile, 'a', 0o600);
  const logStart = (await log.stat()).size;
  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
  const child = spawn(
    join(binaries.folder, 'postgres'),
    [
      ['-D', await folderArgument(folder, user)],
      settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ].flat(),
    {
      cwd: folder,
      env: environment(),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...user,
    },
  );
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure = `exit ${code ?? signal}`));
  child.unref();
  await log.close();
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (failure === undefined && Date.now() < deadline) {
    const file = await readPidFile(folder);
    if (file && file.pid === child.pid && file.lines[7]?.trim() === 'ready') {
      return { pid: file.pid, port };
    }
    await wait(POLL_MS);
  }
  if (failure === undefined) return 'it took too long';
  const said = (await readFile(logFile)).subarray(logStart).toString();
  return /(?:FATAL|PANIC): +(.*)/.exec(said)?.[1] ?? failure;
}

/**
 * PostgreSQL's fast shutdown: open transactions are rolled back, and everything is written to disk.
 */
export async function stopServer(folder: string, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await isPostgresOn(pid, folder))) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!(await isPostgresOn(pid, folder))) return;
      await wait(POLL_MS);
    }
  }
}
