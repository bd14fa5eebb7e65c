import 'server-only';
import { and, eq, lte } from 'drizzle-orm';
import type { Account } from '@/lib/server/accounts/account';
import {
  UpstreamForbiddenError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';
import { db } from '@/lib/server/db/client';
import { doubtedKeys } from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';

/** A list read this short a time ago proves that the account's key is good. */
const KEY_PROOF_MS = 60_000;

type KeyTrial = { is: 'good' } | { is: 'refused'; error: UpstreamError } | { is: 'unknown' };

/** RemotePC turned a sign-in away, perhaps for the key: the next one tries the key before it goes. */
export async function doubtKey(accountId: string): Promise<Date> {
  const since = new Date();
  await db()
    .insert(doubtedKeys)
    .values({ accountId, since })
    .onConflictDoUpdate({ target: doubtedKeys.accountId, set: { since } });
  return since;
}

/** The key was seen to be good. @param since a doubt that arose after this moment stays */
export async function trustKey(accountId: string, since = new Date()): Promise<void> {
  await db()
    .delete(doubtedKeys)
    .where(and(eq(doubtedKeys.accountId, accountId), lte(doubtedKeys.since, since)));
}

/**
 * While the key is refused no sign-in is sent with it: each would show RemotePC a customer's
 * password for nothing. Nobody has to end that; the list, a read, is tried first by whoever comes.
 * @throws UpstreamUnauthorizedError, UpstreamForbiddenError of the list
 */
export async function requireTrustedKey(account: Account): Promise<void> {
  if ((await doubtedSince(account.id)) === null) return;
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
  if (known && isProof(known.fetchedAt, await doubtedSince(account.id))) {
    await trustKey(account.id, known.fetchedAt);
    return { is: 'good' };
  }
  // At once, so that sign-ins that come meanwhile wait for this list, too.
  const since = await doubtKey(account.id);
  try {
    await list.refresh();
  } catch (error) {
    const isRefused =
      error instanceof UpstreamUnauthorizedError || error instanceof UpstreamForbiddenError;
    if (isRefused) return { is: 'refused', error };
    await trustKey(account.id, since);
    return { is: 'unknown' };
  }
  await trustKey(account.id, since);
  return { is: 'good' };
}

function isProof(fetchedAt: Date, doubtedSince: Date | null): boolean {
  const ageMs = Date.now() - fetchedAt.getTime();
  const isSince = doubtedSince === null || fetchedAt > doubtedSince;
  return isSince && ageMs >= 0 && ageMs < KEY_PROOF_MS;
}

async function doubtedSince(accountId: string): Promise<Date | null> {
  const [row] = await db()
    .select({ since: doubtedKeys.since })
    .from(doubtedKeys)
    .where(eq(doubtedKeys.accountId, accountId));
  return row?.since ?? null;
}
