import 'server-only';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hash,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readAuditKeys } from '@/lib/server/env';
import { canonicalJson } from './canonical';

/** What one `AUDIT_KEY` gives: a key for the MACs of the chain, and a pair for signatures. */
export type AuditKey = {
  /** The start of the SHA-256 of the public key. */
  id: string;
  /** The HMAC-SHA-256 of a hash, both as hexadecimal text. */
  mac: (hash: string) => string;
  /** Ed25519, of the canonical JSON. */
  sign: (content: object) => Buffer;
  isSignedBy: (content: object, signature: Buffer) => boolean;
  /** PEM. */
  publicKey: string;
};

/**
 * The keys of this installation, the current one first, read each time and not kept. Empty: nothing
 * can be sealed.
 */
export function auditKeys(): AuditKey[] {
  return readAuditKeys().map(deriveKey);
}

/** RFC 8410: the bytes in front of a private key's own 32. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

function deriveKey(secret: string): AuditKey {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', purpose, 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derive('reseller-desk audit signatures')]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey);
  const bytesOf = (content: object) => Buffer.from(canonicalJson(content));
  return {
    id: keyId(publicKey),
    mac: macWith(derive('reseller-desk audit chain')),
    sign: (content) => sign(null, bytesOf(content), privateKey),
    isSignedBy: (content, signature) => verify(null, bytesOf(content), publicKey, signature),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function keyId(publicKey: KeyObject): string {
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

const BLOCK_BYTES = 64;

/**
 * RFC 2104 by hand: both blocks are prepared once, which takes half the time of `createHmac` for
 * something as short as a hash.
 */
function macWith(key: Buffer): (hash: string) => string {
  const padded = (byte: number) => {
    const block = Buffer.alloc(BLOCK_BYTES + 32, byte);
    for (const [index, part] of key.entries()) block[index] = part ^ byte;
    return block;
  };
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (content) => {
    inner.write(content, BLOCK_BYTES, 'hex');
    outer.write(hash('sha256', inner, 'hex'), BLOCK_BYTES, 'hex');
    return hash('sha256', outer, 'hex');
  };
}
