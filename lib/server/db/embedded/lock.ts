import 'server-only';
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { processIdentity } from './processes';

export interface LockHolder {
  pid: number;
  identity: string;
  token: string;
  url?: string;
}

export type Lock = { release: () => Promise<void> } | { holder: LockHolder };

const TAKEOVER_SETTLES_AFTER_MS = 100;

async function readLock(path: string): Promise<LockHolder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}

/** The living process that holds the lock; `null` if it is free or its holder is gone. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  const holder = await readLock(path);
  if (!holder) return null;
  return (await processIdentity(holder.pid)) === holder.identity ? holder : null;
}

/**
 * Takes a lock file, or returns who holds it. The file appears complete, through a hard link, so
 * two processes never both succeed. A lock whose holder is gone (or whose process id belongs to
 * another program) is first moved aside; if another process was faster and a valid lock got moved,
 * it is put back.
 */
export async function takeLock(path: string, note: { url?: string } = {}): Promise<Lock> {
  const identity = await processIdentity(process.pid);
  const mine: LockHolder = {
    pid: process.pid,
    identity: identity ?? '',
    token: randomUUID(),
    ...note,
  };
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, `${JSON.stringify(mine)}\n`, { flag: 'wx', mode: 0o600 });
  try {
    for (;;) {
      if (await linked(draft, path)) break;
      const holder = await lockHolder(path);
      if (holder) return { holder };
      await moveAside(path, mine.token);
      await wait(TAKEOVER_SETTLES_AFTER_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      if ((await readLock(path))?.token === mine.token) await rm(path, { force: true });
    },
  };
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function moveAside(path: string, token: string): Promise<void> {
  const aside = `${path}.stale-${token}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (await lockHolder(aside)) await linked(aside, path);
  await rm(aside, { force: true });
}
