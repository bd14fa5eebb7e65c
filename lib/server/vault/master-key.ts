import 'server-only';
import { createHash } from 'node:crypto';
import { readEncryptionKeys } from '@/lib/server/env';

/** A key that wraps data keys. `id` tells keys apart without telling anything of them. */
export type MasterKey = { id: string; key: Buffer };

export function masterKey(base64: string): MasterKey {
  const key = Buffer.from(base64, 'base64');
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

/** The keys of this installation as they are now, the current one first. */
export function readMasterKeys(): MasterKey[] {
  return readEncryptionKeys().map(masterKey);
}
