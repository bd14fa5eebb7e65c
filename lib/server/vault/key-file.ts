import 'server-only';
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env, keyFiles } from '@/lib/server/env';
import { type MasterKey, masterKey } from './seal';

export function newMasterKey(): MasterKey {
  return masterKey(randomBytes(32).toString('base64'));
}

/**
 * Replaces the key file, one key per line, the current one first. It is on disk before anything is
 * encrypted with a new key, and a reader sees either the old file or the new one.
 */
export async function writeKeyFile(keys: readonly MasterKey[]): Promise<void> {
  const path = join(env().dataDir, keyFiles.ENCRYPTION_KEY);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await keepOwner(file, path);
    await file.writeFile(keys.map(({ key }) => `${key.toString('base64')}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}

/**
 * If root rotates the keys of a server that runs as another user, that user must still be able to
 * read them.
 */
async function keepOwner(file: FileHandle, path: string): Promise<void> {
  const present = await stat(path).catch(() => null);
  if (present && process.getuid?.() === 0) await file.chown(present.uid, present.gid);
}
