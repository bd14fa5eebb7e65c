import 'server-only';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error';

/** The user PostgreSQL runs as: ourselves, or, because it refuses root, somebody without rights. */
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

/** For root: the owner of a folder that exists already, else `nobody`. */
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

/** Whether that user may walk down to the folder. */
async function canReach(folder: string, uid: number): Promise<boolean> {
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    const { mode, uid: owner } = await stat(parent);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false;
    if (parent === dirname(parent)) return true;
  }
}

/**
 * The data folder as PostgreSQL gets it told. Another user may not be able to walk down to it
 * (a clone under a folder of mode 0700); its own working folder, where it is put before it
 * loses root's rights, it reaches without walking.
 */
export async function folderArgument(folder: string, user: PostgresUser): Promise<string> {
  if (user.uid === undefined || (await canReach(folder, user.uid))) return folder;
  return '/proc/self/cwd';
}
