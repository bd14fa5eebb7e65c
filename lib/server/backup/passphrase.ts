import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Stanza, type Identity, type Recipient } from 'age-encryption';

/*
 * The stanza `scrypt` of age (C2SP age, "The scrypt recipient type") with Node's own scrypt, which
 * runs beside everything else: the package's would stop the server for a second.
 */

/** 2^16 rounds need 64 MB. */
const WORK_FACTOR = 16;
/** A file could ask for all memory. */
const LARGEST_WORK_FACTOR = 20;
const KIND = 'scrypt';
const CIPHER = 'chacha20-poly1305';
const NONCE = Buffer.alloc(12);
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

function derive(passphrase: string, salt: Buffer, workFactor: number): Promise<Buffer> {
  const N = 2 ** workFactor;
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  return new Promise((resolve, reject) => {
    scrypt(passphrase, label, KEY_BYTES, { N, r: 8, p: 1, maxmem: 2 * 1024 * N }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

export class PassphraseRecipient implements Recipient {
  constructor(private readonly passphrase: string) {}

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(SALT_BYTES);
    const key = await derive(this.passphrase, salt, WORK_FACTOR);
    const cipher = createCipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return [new Stanza([KIND, base64(salt), String(WORK_FACTOR)], body)];
  }
}

export class PassphraseIdentity implements Identity {
  constructor(private readonly passphrase: string) {}

  async unwrapFileKey([stanza, ...others]: Stanza[]): Promise<Uint8Array | null> {
    const [kind, salt = '', factor = ''] = stanza?.args ?? [];
    const workFactor = Number(factor);
    if (!stanza || kind !== KIND || others.length > 0) return null;
    if (!/^[1-9]\d?$/.test(factor) || workFactor > LARGEST_WORK_FACTOR) return null;
    const key = await derive(this.passphrase, Buffer.from(salt, 'base64'), workFactor);
    const sealed = Buffer.from(stanza.body);
    const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }
}
