import 'server-only';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { encryption } from './envelope';
import { BackupError, type Manifest } from './format';
import { readBackup, type BackupFile } from './read-backup';
import { readSnapshot } from './read-snapshot';

export type CreatedBackup = { path: string; bytes: number; tables: number; rows: number };

/** Until it is whole, a backup has its name with this after it. */
export const UNFINISHED = /\.[0-9a-f-]{36}\.unfinished$/;

/**
 * Writes the database to a file that wasn't there, and reads it back. Killed at any moment, it leaves
 * nothing under the file's own name.
 * @throws BackupError the file exists, or can't be written
 */
export async function createBackup({
  url,
  path,
  passphrase,
  signal,
}: BackupFile & { url: string; signal?: AbortSignal }): Promise<CreatedBackup> {
  if (await lstat(path).catch(() => null)) throw taken(path);
  const draft = `${path}.${randomUUID()}.unfinished`;
  try {
    const manifest = await write(url, draft, passphrase, signal);
    const read = await readBackup({ path: draft, passphrase });
    if (JSON.stringify(read.manifest) !== JSON.stringify(manifest)) {
      throw new BackupError('The backup can’t be read as it was written. Check the disk.');
    }
    await giveName(draft, path);
    await syncFolder(dirname(path));
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { path, bytes: (await stat(path)).size, tables: manifest.tables.length, rows };
  } finally {
    await rm(draft, { force: true });
  }
}

/** A folder for backups that only its owner may enter. One that is there stays as it is. */
export async function makeFolder(folder: string): Promise<void> {
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created !== undefined) await chmod(folder, 0o700);
}

/** @param at such as 2026-11-30T19:40:00.123Z: the name sorts like the time. */
export function backupPath(folder: string, at: Date, isEncrypted: boolean): string {
  const time = at.toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
  return join(folder, `reseller-desk-${time}.backup${isEncrypted ? '.age' : ''}`);
}

/** Names that `backupPath` gives. */
export const OWN_NAME = /^reseller-desk-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup(\.age)?$/;

function taken(path: string): BackupError {
  return new BackupError(`${path} exists already, and isn’t replaced.`);
}

async function write(
  url: string,
  draft: string,
  passphrase: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const done: Manifest[] = [];
  await pipeline(
    readSnapshot(url, (manifest) => done.push(manifest)),
    createGzip(),
    encryption(passphrase),
    // On disk before it is closed.
    createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    { signal },
  );
  const [manifest] = done;
  if (!manifest) throw new Error('A snapshot that ended has a manifest.');
  return manifest;
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Unlike a rename, a link never replaces a file; some shares have none. */
async function giveName(draft: string, path: string): Promise<void> {
  await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw taken(path);
    if (!NO_LINKS.has(error.code ?? '')) throw error;
    if (await lstat(path).catch(() => null)) throw taken(path);
    await rename(draft, path);
  });
}

/** So that the name survives a power cut. Not every file system knows this of a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
