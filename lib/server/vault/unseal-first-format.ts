import 'server-only';
import { decrypt } from './aes-gcm';
import type { MasterKey } from './master-key';
import { UnsealError } from './seal';

/**
 * Version 0.1 sealed a password by the master key itself: format (1 byte), nonce, tag, ciphertext.
 * Such rows name no key, so each is tried. Rotation seals them anew.
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
  throw new UnsealError('This secret can’t be opened.');
}
