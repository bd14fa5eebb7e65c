import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What AES-256-GCM adds to a text. */
export const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** AES-256-GCM with a random nonce. Layout: nonce (12 bytes), tag (16), ciphertext. */
export function encrypt(key: Buffer, text: Buffer, additionalData: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additionalData);
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** @throws where a byte of it, the key or the additional data is another */
export function decrypt(key: Buffer, sealed: Buffer, additionalData: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, OVERHEAD_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(OVERHEAD_BYTES)), decipher.final()]);
}
