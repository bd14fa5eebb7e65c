import 'server-only';
import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { processIdentity } from './processes';

export interface LockHolder {
  pid: number;
  identity: string;
  token: string;
  url?: string;
}

export type Lock = { release: () => Promise<void> } | { holder: LockHolder };

/** What is at a lock's path: who wrote it, if it is whole, and the name of whatever follows it. */
type Entry = { holder: LockHolder | null; successor: string };

/** @returns null if there is no such file */
async function readEntry(path: string, file: string): Promise<Entry | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    text = '';
  }
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { holder: parseHolder(text), successor: `${path}.after-${id}` };
}

function parseHolder(text: string): LockHolder | null {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return null;
  }
}

/** The last of those who took over from each other, and the name that is free after it. */
async function lastEntry(path: string): Promise<{ last: LockHolder | null; free: string }> {
  let free = path;
  let last: LockHolder | null = null;
  for (;;) {
    const entry = await readEntry(path, free);
    if (entry === null) return { last, free };
    last = entry.holder;
    free = entry.successor;
  }
}

/** The living process that holds the lock; `null` if it is free or its holder is gone. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  const { last } = await lastEntry(path);
  return last && (await isAlive(last)) ? last : null;
}

async function isAlive({ pid, identity }: LockHolder): Promise<boolean> {
  return (await processIdentity(pid)) === identity;
}

/**
 * Takes a lock file, or returns who holds it. A file appears complete and only where there is none,
 * through a hard link, so two processes never both succeed. If its holder is gone (or the process
 * id belongs to another program), the lock isn't removed first: whoever is first to create the
 * file named after it takes over, and then puts its own in its place.
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
      const { last, free } = await lastEntry(path);
      if (last && (await isAlive(last))) return { holder: last };
      if ((await linked(draft, free)) && (await isTaken(path, free, { draft, mine }))) break;
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      if ((await readEntry(path, path))?.holder?.token === mine.token) {
        await rm(path, { force: true });
      }
    },
  };
}

/**
 * What was followed to this name may be out of date: only whoever is last, read once more from the
 * start, has the lock.
 */
async function isTaken(
  path: string,
  file: string,
  { draft, mine }: { draft: string; mine: LockHolder },
): Promise<boolean> {
  if (file === path) return true;
  const { last } = await lastEntry(path);
  const isMine = last?.token === mine.token;
  if (isMine) await replaceAll(path, draft);
  else await rm(file, { force: true });
  return isMine;
}

/** Puts the new lock in the first one's place; those between have no purpose any more. */
async function replaceAll(path: string, draft: string): Promise<void> {
  const passed: string[] = [];
  for (let file = path; ;) {
    const entry = await readEntry(path, file);
    if (entry === null) break;
    passed.push(file);
    file = entry.successor;
  }
  await rename(draft, path);
  for (const file of passed.slice(1)) await rm(file, { force: true });
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
