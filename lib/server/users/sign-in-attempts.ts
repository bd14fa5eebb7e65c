import 'server-only';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { db, type Transaction, createId } from '@/lib/server/db/client';
import { signInAttempts } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { formatCount, formatMinutes } from '@/lib/shared/format';

/** RemotePC may lock a user's account after some wrong passwords; how many isn't documented. */
const MAX_COUNTED = 3;
const WINDOW_MINUTES = 15;
/** How long after a click a second one counts as part of it. */
const DOUBLE_CLICK_SECONDS = 2;
/** No sign-in takes longer, including the lists that are read before and after it. */
const MIN_LEASE_SECONDS = 60;
const UPSTREAM_TIMES = 6;
/** When it makes sense to try again after someone else's attempt. */
const OTHERS_SECONDS = 5;

export type Customer = { accountId: string; username: string };
type Executor = Pick<ReturnType<typeof db>, 'delete'>;

const isUnderWay = sql`${signInAttempts.result} is null and ${signInAttempts.leaseUntil} > now()`;
/** A crash cut it off between request and response. */
const isCutOff = sql`${signInAttempts.result} is null and ${signInAttempts.leaseUntil} <= now()`;
const isRefused = sql`${signInAttempts.result} = 'refused'`;
const isLost = sql`(${signInAttempts.result} = 'lost' or (${isCutOff}))`;

/**
 * A second click while the first is in progress, or right after it opened a tab, must not sign in
 * again, whichever server it reaches. After a failed first click the second may proceed: it may
 * have another password. Checked under the person's lock.
 * @throws DeskError `request_in_flight`
 */
export async function requireFirstClick(
  tx: Transaction,
  staffId: string,
  customer: Customer,
): Promise<void> {
  const isJustOpened = sql`${signInAttempts.result} = 'opened'
    and ${signInAttempts.endedAt} > now() - make_interval(secs => ${DOUBLE_CLICK_SECONDS})`;
  const [first] = await tx
    .select({ id: signInAttempts.id })
    .from(signInAttempts)
    .where(
      and(
        isOf(customer),
        eq(signInAttempts.staffId, staffId),
        sql`((${isUnderWay}) or (${isJustOpened}))`,
      ),
    )
    .limit(1);
  if (!first) return;
  throw new DeskError('request_in_flight', {
    detail: 'This sign-in is already open in another tab. Use that one and close this one.',
    retryAfterSeconds: DOUBLE_CLICK_SECONDS,
  });
}

export const createAttemptId = () => createId('sia');

/**
 * Counts a sign-in before it is made, so that no more are sent at once than may be rejected.
 * @throws DeskError `sign_in_held`
 */
export async function reserveAttempt(
  tx: Transaction,
  id: string,
  staffId: string,
  customer: Customer,
): Promise<void> {
  const lock = `sign-in ${customer.accountId} ${customer.username}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
  const recent = await recentAttempts(tx, customer);
  if (recent.refused + recent.lost >= MAX_COUNTED) throw heldBack(recent);
  if (recent.refused + recent.lost + recent.underWay >= MAX_COUNTED) throw othersAtIt();
  await tx.insert(signInAttempts).values({
    id,
    staffId,
    ...customer,
    leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds()})`,
  });
}

type Recent = { refused: number; lost: number; underWay: number; seconds: number };

async function recentAttempts(tx: Transaction, customer: Customer): Promise<Recent> {
  const window = sql`make_interval(mins => ${WINDOW_MINUTES})`;
  const counted = sql`(${isRefused} or ${isLost})`;
  const [row] = await tx
    .select({
      refused: sql<number>`(count(*) filter (where ${isRefused}))::int`,
      lost: sql<number>`(count(*) filter (where ${isLost}))::int`,
      underWay: sql<number>`(count(*) filter (where ${isUnderWay}))::int`,
      // Until fewer than the maximum are within the window.
      seconds: sql<number>`coalesce(ceil(extract(epoch from
        (array_agg(${signInAttempts.beganAt} order by ${signInAttempts.beganAt} desc)
          filter (where ${counted}))[${MAX_COUNTED}::int] + ${window} - now())), 1)::int`,
    })
    .from(signInAttempts)
    .where(and(isOf(customer), sql`${signInAttempts.beganAt} > now() - ${window}`));
  return row ?? { refused: 0, lost: 0, underWay: 0, seconds: 1 };
}

function heldBack({ refused, lost, seconds }: Recent): DeskError {
  const wait = Math.max(1, seconds);
  const what = [
    ...(refused > 0 ? [`rejected this user’s password ${formatCount(refused, 'time')}`] : []),
    ...(lost > 0
      ? [`didn’t respond to ${formatCount(lost, 'sign-in')}, which may count too,`]
      : []),
  ].join(' and ');
  return new DeskError('sign_in_held', {
    detail: `RemotePC ${what} within ${WINDOW_MINUTES} minutes. To keep it from locking the account, no more sign-ins are sent for ${formatMinutes(wait)}. To sign in sooner, ask a manager to store the correct password.`,
    retryAfterSeconds: wait,
  });
}

function othersAtIt(): DeskError {
  return new DeskError('sign_in_held', {
    detail:
      'Someone else is signing in as this user. If their password is wrong, another attempt could make RemotePC lock the account. Try again in a few seconds.',
    retryAfterSeconds: OTHERS_SECONDS,
  });
}

/**
 * How it ended. `refused` and `lost` (it isn't known whether RemotePC counted it) stay counted;
 * null: it wasn't the password, or RemotePC wasn't called at all.
 */
export async function settleAttempt(
  id: string,
  result: 'opened' | 'refused' | 'lost' | null,
): Promise<void> {
  if (result === null) {
    await db().delete(signInAttempts).where(eq(signInAttempts.id, id));
    return;
  }
  await db()
    .update(signInAttempts)
    .set({ result, endedAt: sql`now()` })
    .where(eq(signInAttempts.id, id));
}

/**
 * A correct password, or a new one: earlier rejections no longer count. Attempts in progress still
 * do.
 */
export async function forgetAttempts(
  accountId: string,
  usernames: readonly string[],
  executor: Executor = db(),
): Promise<void> {
  await executor
    .delete(signInAttempts)
    .where(
      and(
        eq(signInAttempts.accountId, accountId),
        inArray(signInAttempts.username, [...usernames]),
        sql`(${isRefused} or ${isLost})`,
      ),
    );
}

function leaseSeconds(): number {
  return Math.max(MIN_LEASE_SECONDS, (UPSTREAM_TIMES * env().upstreamTimeoutMs) / 1_000);
}

function isOf({ accountId, username }: Customer) {
  return and(eq(signInAttempts.accountId, accountId), eq(signInAttempts.username, username));
}
