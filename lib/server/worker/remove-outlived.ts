import 'server-only';
import { lt, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import {
  guessCounters,
  idempotencyKeys,
  setUpTokens,
  signInAttempts,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';

const KEPT_DAYS = 7;
/** Long enough to look into what somebody did from where. */
const SESSIONS_KEPT_DAYS = 90;

/**
 * Removes what nobody can use any more: first answers kept for a repetition, expired set-up links,
 * sign-ins that no longer count, and sessions that have ended long ago.
 */
export async function removeOutlived(): Promise<void> {
  const limit = sql`now() - make_interval(days => ${KEPT_DAYS})`;
  await db().delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, limit));
  await db().delete(signInAttempts).where(lt(signInAttempts.beganAt, limit));
  await db().delete(setUpTokens).where(lt(setUpTokens.expiresAt, limit));
  // A day after the last guess nothing of it counts any more.
  await db()
    .delete(guessCounters)
    .where(lt(guessCounters.lastAt, sql`now() - interval '2 days'`));
  await removeSessions();
}

/** When somebody was last seen stays known. */
async function removeSessions(): Promise<void> {
  await db().execute(sql`
    with removed as (
      delete from ${staffSessions}
      where least(revoked_at, expires_at) < now() - make_interval(days => ${SESSIONS_KEPT_DAYS})
      returning staff_id, last_seen_at
    ), seen as (
      select staff_id, max(last_seen_at) as last_seen_at from removed group by staff_id
    )
    update ${staffMembers} set last_seen_at = greatest(staff_members.last_seen_at, seen.last_seen_at)
    from seen where staff_members.id = seen.staff_id`);
}
