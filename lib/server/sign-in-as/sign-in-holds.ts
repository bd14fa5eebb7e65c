import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import { db, type Transaction } from '@/lib/server/db/client';
import { signInHolds } from '@/lib/server/db/schema';
import { formatMinutes, formatTime } from '@/lib/shared/format';
import type { Customer } from '@/lib/server/users/sign-in-attempts';

const HOLD_MINUTES = 5;
const window = sql`make_interval(mins => ${HOLD_MINUTES})`;

/**
 * RemotePC said `IP_ADDRESS_BLOCKED`: more calls from here would only make it worse. It may be the
 * restriction of this one customer, so only they are held; a second one shows that it is the account.
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

/** @throws DeskError `circuit_open` this customer user is held, or the whole account */
export async function requireNoHold(
  tx: Transaction,
  { accountId, username }: Customer,
): Promise<void> {
  const holds = await tx
    .select({
      username: signInHolds.username,
      holdsAccount: signInHolds.holdsAccount,
      until: sql<string>`to_char((${signInHolds.heldAt} + ${window}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      seconds: sql<number>`ceil(extract(epoch from ${signInHolds.heldAt} + ${window} - now()))::int`,
    })
    .from(signInHolds)
    // Of a hold of the account also the customer before: two windows back.
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
  const names = holds.map((one) => one.username).join(', ');
  throw new DeskError('circuit_open', {
    detail: ofAccount
      ? `RemotePC blocked this server’s address for several users of this account (${names}), so all its sign-ins are held ${until}. Check the IP restrictions at RemotePC meanwhile.`
      : `RemotePC blocked this server’s address for ${username}, so sign-ins as this user are held ${until}. Other users aren’t affected. Check this user’s IP restrictions at RemotePC meanwhile.`,
    retryAfterSeconds: hold.seconds,
  });
}
