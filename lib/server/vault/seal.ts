import 'server-only';
import { randomBytes, createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { SecretField } from '@/lib/contract/accounts';
import { readEncryptionKeys } from '@/lib/server/env';

/** A key that wraps data keys. `id` distinguishes keys without revealing anything about them. */
export type MasterKey = { id: string; key: Buffer };

export function masterKey(base64: string): MasterKey {
  const key = Buffer.from(base64, 'base64');
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

/** The current keys of this installation, the newest one first. */
export function readMasterKeys(): MasterKey[] {
  return readEncryptionKeys().map(masterKey);
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What AES-256-GCM adds to a text. */
const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** AES-256-GCM with a random nonce. Layout: nonce (12 bytes), tag (16), ciphertext. */
export function encrypt(key: Buffer, text: Buffer, additionalData: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additionalData);
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** @throws if any byte of it, the key or the additional data differs */
export function decrypt(key: Buffer, sealed: Buffer, additionalData: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, OVERHEAD_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(OVERHEAD_BYTES)), decipher.final()]);
}

const FORMAT = 2;
const KEY_BYTES = 32;
const BODY_START = 1 + OVERHEAD_BYTES + KEY_BYTES;

/**
 * Where a secret belongs. All of it is bound into the ciphertext: moved elsewhere, it can't be
 * decrypted.
 */
export type SealPlace = {
  accountId: string;
  /**
   * A customer's user; for `totpSeed` a staff member's id, for `changeSecret` a pending change's;
   * for `webhookSecret` a webhook's, for `channelAddress` a notification channel's; null: a secret
   * of the account.
   */
  username: string | null;
  field: SecretField | 'totpSeed' | 'changeSecret' | 'webhookSecret' | 'channelAddress';
  /** New with each storing, so an older value of the same field belongs elsewhere. */
  secretId: string;
};

/** An encrypted secret that can't be decrypted with its key: damaged or moved. */
export class UnsealError extends Error {
  override name = 'UnsealError' as const;
}

/**
 * Envelope encryption: a random data key, used for this one secret, wrapped by the master key.
 * Layout: format (1 byte), wrapped data key (60), secret (28 plus its length); each part in the
 * layout of `encrypt`.
 */
export function seal(place: SealPlace, secret: string, master: MasterKey): Buffer {
  const dataKey = randomBytes(KEY_BYTES);
  const body = encrypt(dataKey, Buffer.from(secret, 'utf8'), bodyData(place));
  const sealed = Buffer.concat([Buffer.of(FORMAT), wrap(place, dataKey, master), body]);
  dataKey.fill(0);
  return sealed;
}

/** @throws UnsealError — the same error for every cause, so that it reveals nothing */
export function unseal(place: SealPlace, sealed: Buffer, master: MasterKey): string {
  return orUnsealError(() => {
    const dataKey = unwrap(place, sealed, master);
    const secret = decrypt(dataKey, sealed.subarray(BODY_START), bodyData(place));
    dataKey.fill(0);
    return secret.toString('utf8');
  });
}

/**
 * The same secret with its data key wrapped by another master key. It is decrypted on the way, so
 * that damage is found before its old key is dropped.
 * @throws UnsealError
 */
export function rewrap(place: SealPlace, sealed: Buffer, from: MasterKey, to: MasterKey): Buffer {
  return orUnsealError(() => {
    const body = sealed.subarray(BODY_START);
    const dataKey = unwrap(place, sealed, from);
    decrypt(dataKey, body, bodyData(place)).fill(0);
    const rewrapped = Buffer.concat([Buffer.of(FORMAT), wrap(place, dataKey, to), body]);
    dataKey.fill(0);
    return rewrapped;
  });
}

function wrap(place: SealPlace, dataKey: Buffer, master: MasterKey): Buffer {
  return encrypt(master.key, dataKey, keyData(place, master));
}

function unwrap(place: SealPlace, sealed: Buffer, master: MasterKey): Buffer {
  if (sealed[0] !== FORMAT) throw new UnsealError();
  return decrypt(master.key, sealed.subarray(1, BODY_START), keyData(place, master));
}

function keyData(place: SealPlace, master: MasterKey): Buffer {
  return additionalData('data-key', place, master.id);
}

function bodyData(place: SealPlace): Buffer {
  return additionalData('secret', place);
}

function additionalData(what: string, place: SealPlace, ...more: string[]): Buffer {
  const { accountId, username, field, secretId } = place;
  return Buffer.from(JSON.stringify([what, FORMAT, accountId, username, field, secretId, ...more]));
}

function orUnsealError<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw new UnsealError('This secret can’t be decrypted.');
  }
}

/**
 * Version 0.1 encrypted a password with the master key itself: format (1 byte), nonce, tag,
 * ciphertext. Such rows name no key, so each is tried. Rotation re-encrypts them.
 * @throws UnsealError
 */
export function unsealFirstFormat(
  place: { accountId: string; username: string },
  sealed: Buffer,
  keys: readonly MasterKey[],
): string {
  const { accountId, username } = place;
  const data = Buffer.from(JSON.stringify(['stored-password', 1, accountId, username]));
  for (const { key } of sealed[0] === 1 ? keys : []) {
    try {
      return decrypt(key, sealed.subarray(1), data).toString('utf8');
    } catch {
      continue;
    }
  }
  throw new UnsealError('This secret can’t be decrypted.');
}
