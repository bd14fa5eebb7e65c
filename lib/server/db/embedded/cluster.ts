import 'server-only';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Binaries, folderArgument, type PostgresUser } from './binaries';
import { EmbeddedPostgresError } from './processes';

export const SUPERUSER = 'postgres';

/** The first version with its own Unicode rules, which need no locale of the machine. */
const BUILTIN_LOCALE_SINCE = 17;

/** For the superuser, which only the start program gets, and for the server's role. */
export interface Passwords {
  superuser: string;
  runtime: string;
}

/**
 * The database's passwords, created before the database. Earlier versions had one for both roles:
 * if the superuser's file is missing, a new one is written for the start to set.
 */
export async function databasePasswords(dataDir: string, folder: string): Promise<Passwords> {
  const superuserFile = join(dataDir, 'postgres-superuser-password');
  const runtimeFile = join(dataDir, 'postgres-password');
  // No database yet, so whatever an interrupted start left here opens nothing.
  if (!(await hasCluster(folder))) {
    return {
      superuser: await writePassword(superuserFile),
      runtime: await writePassword(runtimeFile),
    };
  }
  const [superuser, runtime] = await Promise.all([
    readPassword(superuserFile),
    readPassword(runtimeFile),
  ]);
  if (!superuser && !runtime) throw superuserPasswordMissing(dataDir);
  return {
    superuser: superuser ?? (await writePassword(superuserFile)),
    runtime: runtime ?? (await writePassword(runtimeFile)),
  };
}

export function superuserPasswordMissing(dataDir: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database's superuser password is missing: restore ${join(dataDir, 'postgres-superuser-password')} from a backup.`,
  );
}

async function readPassword(path: string): Promise<string | null> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new EmbeddedPostgresError(`${path} can't be read: ${error.code}.`);
  });
  return kept.trim() || null;
}

async function writePassword(path: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await rm(path, { force: true });
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

async function hasCluster(folder: string): Promise<boolean> {
  return (await clusterMajor(folder)) !== null;
}

async function clusterMajor(folder: string): Promise<number | null> {
  return readFile(join(folder, 'PG_VERSION'), 'utf8').then(
    (version) => Number(version.trim()),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw new EmbeddedPostgresError(`The database in ${folder} can’t be read: ${error.code}.`);
    },
  );
}

/**
 * Creates the database if there is none: next to its final place, then renamed, so that a killed
 * start leaves nothing that looks like a database.
 */
export async function ensureCluster(
  folder: string,
  password: string,
  binaries: Binaries,
  user: PostgresUser,
): Promise<void> {
  const major = await clusterMajor(folder);
  if (major === binaries.major) return;
  if (major !== null) {
    throw new EmbeddedPostgresError(
      `The database in ${folder} was created with PostgreSQL ${major}, but this is ${binaries.major}: use the version it was created with.`,
    );
  }
  await removeDrafts(folder);
  const draft = await mkdtemp(`${folder}.new-`);
  if (user.uid !== undefined) await chown(draft, user.uid, user.gid ?? user.uid);
  await initdb(draft, password, binaries, user);
  await rename(draft, folder).catch(() => {
    throw new EmbeddedPostgresError(`${folder} is in the way: it exists but contains no database.`);
  });
  const parent = await open(dirname(folder), 'r');
  await parent.sync().finally(() => parent.close());
}

async function removeDrafts(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix)) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initdb(
  draft: string,
  password: string,
  binaries: Binaries,
  user: PostgresUser,
): Promise<void> {
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (user.uid !== undefined) await chown(passwordFile, user.uid, user.gid ?? user.uid);
  const handle = await open(passwordFile, 'r');
  const locale =
    binaries.major >= BUILTIN_LOCALE_SINCE
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C'];
  try {
    const child = spawn(
      join(binaries.folder, 'initdb'),
      [
        ['-D', await folderArgument(draft, user), '-U', SUPERUSER, '--encoding=UTF8', ...locale],
        ['--auth=scram-sha-256', '--pwfile=/dev/fd/3', '--no-instructions'],
      ].flat(),
      { cwd: draft, env: environment(), stdio: ['ignore', 'ignore', 'pipe', handle.fd], ...user },
    );
    const [complaint, code] = await Promise.all([
      child.stderr ? text(child.stderr) : '',
      new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      }),
    ]);
    if (code !== 0) {
      await rm(draft, { recursive: true, force: true, maxRetries: 5 });
      const lines = complaint.split('\n').filter(Boolean);
      const reason = lines.find((line) => line.includes('error')) ?? lines[0] ?? `exit ${code}`;
      throw new EmbeddedPostgresError(`The database couldn’t be created in ${draft}: ${reason}`);
    }
  } finally {
    await handle.close();
    await rm(passwordFile, { force: true });
  }
}

/** Nothing of ours: keys must not be readable in the database's environment. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' };
}

/**
 * `DATA_DIR` itself. If root owns it, others may pass through (to the database) but not list it.
 */
export async function ensureDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
