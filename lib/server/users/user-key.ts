import 'server-only';
import { createHash } from 'node:crypto';

const LENGTH = 22;

/**
 * Names a customer user in a path, where no address may be: 132 bits of a hash of the account and
 * the address. The same for everyone and at any time, so that links last, and nothing has to be
 * stored for it. Not a secret: it opens nothing by itself.
 */
export function userKey({ accountId, username }: { accountId: string; username: string }): string {
  const hash = createHash('sha256').update(`${accountId} ${username}`).digest('base64url');
  return `usr_${hash.slice(0, LENGTH)}`;
}
