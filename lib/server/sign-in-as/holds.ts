import 'server-only';
import { and, eq, sql, lte } from 'drizzle-orm';
import type { Account } from '@/lib/server/accounts/accounts';
import { db, type Transaction } from '@/lib/server/db/client';
import { signInHolds, doubtedKeys } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import {
  UpstreamForbiddenError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';
import type { Viewer } from '@/lib/server/policies/permissions';
import type { Customer } from '@/lib/server/users/sign-in-attempts';
import { userList } from '@/lib/server/users/user-list';
import { formatMinutes, formatTime } from '@/lib/shared/format';

const HOLD_MINUTES = 5;
const window = sql`make_interval(mins => ${HOLD_MINUTES})`;

/**
 * RemotePC returned `IP_ADDRESS_BLOCKED`: more calls from here would only make it worse. It may be
 * this one user's restriction, so only that user is held; a second one shows that it's the account.
 */
export async function holdSignIns({ accountId, username }: Customer): Promise<void> {
  await db().transaction(async (tx) => {
    const lock = `sign-in holds ${accountId}`;
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
    const [other] = await tx
      .select({ username: signInHolds.username })
      .from(signInHolds)
      .where(
        and(
          eq(signInHolds.accountId, accountId),
          sql`${signInHolds.username} <> ${username}`,
          sql`${signInHolds.heldAt} > now() - ${window}`,
        ),
      )
      .limit(1);
    const held = { heldAt: sql`now()`, holdsAccount: other !== undefined };
    await tx
      .insert(signInHolds)
      .values({ accountId, username, ...held })
      .onConflictDoUpdate({ target: [signInHolds.accountId, signInHolds.username], set: held });
  });
}

/** @throws DeskError `circuit_open` this customer user is on hold, or the whole account */
export async function requireNoHold(
  tx: Transaction,
  { accountId, username }: Customer,
  { customerIds }: Viewer,
): Promise<void> {
  const holds = await tx
    .select({
      username: signInHolds.username,
      holdsAccount: signInHolds.holdsAccount,
      until: sql<string>`to_char((${signInHolds.heldAt} + ${window}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      seconds: sql<number>`ceil(extract(epoch from ${signInHolds.heldAt} + ${window} - now()))::int`,
    })
    .from(signInHolds)
    // A hold of the account also names the user before: two windows back.
    .where(
      and(
        eq(signInHolds.accountId, accountId),
        sql`${signInHolds.heldAt} > now() - ${window} - ${window}`,
      ),
    )
    .orderBy(signInHolds.heldAt);
  const standing = holds.filter(({ seconds }) => seconds > 0);
  const ofAccount = standing.findLast(({ holdsAccount }) => holdsAccount);
  const hold = ofAccount ?? standing.find((one) => one.username === username);
  if (!hold) return;
  const until = `until ${formatTime(hold.until, 'utc')} UTC (${formatMinutes(hold.seconds)})`;
  // Some may be users of customers that the person doesn't see.
  const names = customerIds ? '' : ` (${holds.map((one) => one.username).join(', ')})`;
  throw new DeskError('circuit_open', {
    detail: ofAccount
      ? `RemotePC blocked this server’s address for several users of this account${names}, so all sign-ins of the account are on hold ${until}. Meanwhile, check the IP restrictions in RemotePC.`
      : `RemotePC blocked this server’s address for ${username}, so sign-ins as this user are on hold ${until}. Other users aren’t affected. Meanwhile, check this user’s IP restrictions in RemotePC.`,
    retryAfterSeconds: hold.seconds,
  });
}

/** A list read this recently proves that the account's key is good. */
const KEY_PROOF_MS = 60_000;

type KeyTrial = { is: 'good' } | { is: 'refused'; error: UpstreamError } | { is: 'unknown' };

/** RemotePC rejected a sign-in, perhaps because of the key: the next one tests the key first. */
export async function doubtKey(accountId: string): Promise<Date> {
  const since = new Date();
  await db()
    .insert(doubtedKeys)
    .values({ accountId, since })
    .onConflictDoUpdate({ target: doubtedKeys.accountId, set: { since } });
  return since;
}

/** The key was found to be good. @param since a suspicion that arose after this moment stays */
export async function trustKey(accountId: string, since = new Date()): Promise<void> {
  await db()
    .delete(doubtedKeys)
    .where(and(eq(doubtedKeys.accountId, accountId), lte(doubtedKeys.since, since)));
}

/**
 * While the key is rejected, no sign-in is sent with it: each would reveal a user's password to
 * RemotePC for nothing. No one has to lift that; the next sign-in first tries the list, which is a
 * read.
 * @throws UpstreamUnauthorizedError, UpstreamForbiddenError of the list
 */
export async function requireTrustedKey(account: Account): Promise<void> {
  if ((await doubtedSince(account.id)) === null) return;
  const trial = await tryKey(account);
  if (trial.is === 'refused') throw trial.error;
}

/**
 * Tests the key by reading the list, which changes nothing, unless one was read just now and after
 * the suspicion arose. If the list can't be read for another reason, the suspicion ends too:
 * sign-ins must not each wait for it.
 */
async function tryKey(account: Account): Promise<KeyTrial> {
  const list = userList(account);
  const known = await list.peek();
  if (known && isProof(known.fetchedAt, await doubtedSince(account.id))) {
    await trustKey(account.id, known.fetchedAt);
    return { is: 'good' };
  }
  // Immediately, so that simultaneous sign-ins wait for this list, too.
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

export type Fault = { of: 'password' } | { of: 'key'; error: UpstreamError } | { of: 'unknown' };

/**
 * RemotePC has no code of its own for a wrong password: a 401 on a sign-in may mean that, or our
 * key. So the key is tested.
 */
export async function whoseFault(
  account: Account,
  refusal: UpstreamUnauthorizedError,
): Promise<Fault> {
  // The list itself was rejected: no password was revealed.
  if (refusal.operation === 'listUsers') return { of: 'key', error: refusal };
  const trial = await tryKey(account);
  if (trial.is === 'refused') return { of: 'key', error: trial.error };
  return { of: trial.is === 'good' ? 'password' : 'unknown' };
}
