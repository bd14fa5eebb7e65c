import { randomBytes, randomUUID } from 'node:crypto';
import { access, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyFiles, type Env } from '../../lib/server/env';

const KEY_BYTES = 32;

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The file appears completely or not at all, and an existing one is kept. */
async function makeKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Creates the keys that no variable provides and no earlier start created. For a database whose
 * encryption key is gone, no new one is created, since it would decrypt nothing: the vault is
 * locked then.
 */
export async function makeKeys(settings: Env): Promise<void> {
  const encryptionKey = join(settings.dataDir, keyFiles.ENCRYPTION_KEY);
  const hasDatabase = await exists(join(settings.dataDir, 'postgres', 'PG_VERSION'));
  if (!settings.hasEncryptionKeyVariable && !hasDatabase) await makeKey(encryptionKey);
  if (!settings.hasAuthSecretVariable) {
    await makeKey(join(settings.dataDir, keyFiles.AUTH_SECRET));
  }
  // For an upgraded database, too: its log is sealed from now on, from its first event.
  if (!settings.hasAuditKeyVariable) await makeKey(join(settings.dataDir, keyFiles.AUDIT_KEY));
}
