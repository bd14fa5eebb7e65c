import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '@/lib/server/accounts/accounts';
import { systemActor } from '@/lib/server/actor';
import { closeDatabase } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { readStoredPassword } from '@/lib/server/vault/open-secret';
import { createTestDatabase } from './database';

export const actor = systemActor('test');
export const account: Account = {
  id: 'rpc_sandbox',
  upstream: 'remotepc',
  name: 'Test',
  isSandbox: true,
  isDefault: true,
  isDisabled: false,
  source: 'sandbox',
  version: null,
  storedAt: null,
  url: 'http://127.0.0.1:1/private',
  previousUntil: null,
  autoLoginOrigins: [],
  customerIds: null,
};

export const newKey = () => randomBytes(32).toString('base64');
export const store = (username: string, password: string) =>
  storePasswords(actor, account, [{ username, password }]);
export const read = async (username: string) =>
  (await readStoredPassword(actor, account.id, username))?.secret;

/** A database and a data folder with a key file; no variable gives a key. */
export async function startTestVault() {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-vault-'));
  const keyFile = join(dataDir, 'keys', 'encryption-key');
  await mkdir(join(dataDir, 'keys'));
  delete process.env.ENCRYPTION_KEY;
  delete process.env.ENCRYPTION_KEY_PREVIOUS;
  const settings = { DATABASE_URL: database.url, DATA_DIR: dataDir, LOG_LEVEL: 'silent' };
  Object.assign(process.env, settings);
  resetEnv();
  const writeKeys = (...keys: string[]) =>
    writeFile(keyFile, keys.map((key) => `${key}\n`).join(''));
  await writeKeys(newKey());
  return {
    database,
    settings,
    keyFile,
    writeKeys,
    readKeys: async () => (await readFile(keyFile, 'utf8')).trim().split('\n'),
    async close() {
      await closeDatabase();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
