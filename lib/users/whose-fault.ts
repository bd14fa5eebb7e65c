import 'server-only';
import type { Account } from '../accounts/account';
import {
  UpstreamForbiddenError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '../http/errors';
import { userList } from './user-list';

/** A list read this short a time ago proves that the account's key is good. */
const KEY_PROOF_MS = 60_000;

export type Fault = { of: 'password' } | { of: 'key'; error: UpstreamError } | { of: 'unknown' };

/**
 * RemotePC has no word of its own for a wrong password: a 401 on a sign-in may mean that, or our
 * key. The key is tried by reading the list, which changes nothing, unless that was done just now.
 */
export async function whoseFault(account: Account): Promise<Fault> {
  const list = userList(account);
  const known = await list.peek();
  const ageMs = known ? Date.now() - known.fetchedAt.getTime() : Infinity;
  if (ageMs >= 0 && ageMs < KEY_PROOF_MS) return { of: 'password' };
  try {
    await list.refresh();
    return { of: 'password' };
  } catch (error) {
    const isOurs =
      error instanceof UpstreamUnauthorizedError || error instanceof UpstreamForbiddenError;
    return isOurs ? { of: 'key', error } : { of: 'unknown' };
  }
}
