import 'server-only';
import { execFile } from 'node:child_process';
import { readFile, readlink, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The embedded PostgreSQL can't run here. The message is one line that says what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

const run = promisify(execFile);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it's alive, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Distinguishes a process from a later one with the same id: when it started, and in which boot.
 * `null` if there is no such process.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (!isAlive(pid)) return null;
  if (process.platform !== 'linux') {
    return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim() || null,
      () => null,
    );
  }
  try {
    const [bootId, processStat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The program's name is in brackets and may itself contain spaces and brackets.
    const fields = processStat.slice(processStat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds nothing any more.
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${bootId.trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}

/** Whether the process is a PostgreSQL that uses that folder (it always runs inside it). */
export async function isPostgresOn(pid: number, folder: string): Promise<boolean> {
  if ((await processIdentity(pid)) === null) return false;
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout.includes('postgres') && stdout.includes(folder);
  }
  try {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    const [there, here] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).then((path) => stat(path)),
      stat(folder),
    ]);
    return name === 'postgres' && there.dev === here.dev && there.ino === here.ino;
  } catch {
    // A process whose folder we can't read belongs to another user, so it isn't our PostgreSQL.
    return false;
  }
}
