import 'server-only';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { ApiError } from '../api/api-error';
import { db } from '../db/client';
import { signInAttempts } from '../db/schema';
import { formatMinutes } from '../format';

/** RemotePC may lock a customer's account after some wrong passwords; nobody says after how many. */
const MAX_REFUSED = 3;
const WINDOW_MINUTES = 15;

type Customer = { accountId: string; username: string };
type Executor = Pick<ReturnType<typeof db>, 'insert' | 'select' | 'update' | 'delete'>;

const window = sql`make_interval(mins => ${WINDOW_MINUTES})`;

/**
 * Counts a sign-in before it is made, as if it were refused: three at once are three, and one that
 * a crash cut off stays counted.
 * @throws ApiError `sign_in_held`
 */
export async function reserveAttempt(tx: Executor, customer: Customer): Promise<void> {
  const isOver = sql`${signInAttempts.beganAt} <= now() - ${window}`;
  const counted = await tx
    .insert(signInAttempts)
    .values({ ...customer, attempts: 1 })
    .onConflictDoUpdate({
      target: [signInAttempts.accountId, signInAttempts.username],
      set: {
        attempts: sql`case when ${isOver} then 1 else ${signInAttempts.attempts} + 1 end`,
        beganAt: sql`case when ${isOver} then now() else ${signInAttempts.beganAt} end`,
      },
      setWhere: sql`${isOver} or ${signInAttempts.attempts} < ${MAX_REFUSED}`,
    })
    .returning({ attempts: signInAttempts.attempts });
  if (counted.length > 0) return;
  const [row] = await tx
    .select({
      seconds: sql<number>`ceil(extract(epoch from ${signInAttempts.beganAt} + ${window} - now()))::int`,
    })
    .from(signInAttempts)
    .where(isOf(customer));
  const seconds = Math.max(1, row?.seconds ?? 1);
  throw new ApiError('sign_in_held', {
    detail: `RemotePC refused the password of this customer ${MAX_REFUSED} times within ${WINDOW_MINUTES} minutes. Before it locks the account, nothing more is tried for ${formatMinutes(seconds)}; a manager can end that by storing the right password.`,
    headers: { 'retry-after': String(seconds) },
  });
}

/** This one was not refused for its password after all. */
export async function releaseAttempt(customer: Customer): Promise<void> {
  await db()
    .update(signInAttempts)
    .set({ attempts: sql`greatest(${signInAttempts.attempts} - 1, 0)` })
    .where(isOf(customer));
}

/** A right password, or a new one: what was refused before says nothing any more. */
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
      ),
    );
}

function isOf({ accountId, username }: Customer) {
  return and(eq(signInAttempts.accountId, accountId), eq(signInAttempts.username, username));
}
