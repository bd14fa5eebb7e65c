import 'server-only';
import type { Account } from '../accounts/account';
import {
  UpstreamForbiddenError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '../http/errors';
import { remember } from '../http/remember';
import { userList } from './user-list';

/** A list read this short a time ago proves that the account's key is good. */
const KEY_PROOF_MS = 60_000;

type KeyTrial = { is: 'good' } | { is: 'refused'; error: UpstreamError } | { is: 'unknown' };

/** RemotePC turned a sign-in away, perhaps for the key: the next one tries the key before it goes. */
export function doubtKey(accountId: string): void {
  doubt(accountId).since = Date.now();
}

/** The key was just seen to be good. */
export function trustKey(accountId: string): void {
  doubt(accountId).since = null;
}

/**
 * While the key is refused no sign-in is sent with it: each would show RemotePC a customer's
 * password for nothing. Nobody has to end that; the list, a read, is tried first by whoever comes.
 * @throws UpstreamUnauthorizedError, UpstreamForbiddenError of the list
 */
export async function requireTrustedKey(account: Account): Promise<void> {
  if (doubt(account.id).since === null) return;
  const trial = await tryKey(account);
  if (trial.is === 'refused') throw trial.error;
}

/**
 * Tries the key by reading the list, which changes nothing, unless one was read just now, and since
 * the key came into doubt. Where the list can't be read for another reason the doubt ends too:
 * sign-ins must not wait for it one after the other.
 */
export async function tryKey(account: Account): Promise<KeyTrial> {
  const list = userList(account);
  const known = await list.peek();
  if (known && isProof(known.fetchedAt, doubt(account.id).since)) {
    trustKey(account.id);
    return { is: 'good' };
  }
  // At once, so that sign-ins that come meanwhile wait for this list, too.
  doubtKey(account.id);
  try {
    await list.refresh();
  } catch (error) {
    const isRefused =
      error instanceof UpstreamUnauthorizedError || error instanceof UpstreamForbiddenError;
    if (isRefused) return { is: 'refused', error };
    trustKey(account.id);
    return { is: 'unknown' };
  }
  trustKey(account.id);
  return { is: 'good' };
}

function isProof(fetchedAt: Date, doubtedSince: number | null): boolean {
  const ageMs = Date.now() - fetchedAt.getTime();
  const isSince = doubtedSince === null || fetchedAt.getTime() > doubtedSince;
  return isSince && ageMs >= 0 && ageMs < KEY_PROOF_MS;
}

function doubt(accountId: string): { since: number | null } {
  return remember(`doubt of the key of ${accountId}`, () => ({ since: null }));
}
