import 'server-only';
import { lt, sql } from 'drizzle-orm';
import { noScope, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/errors';
import { refusalCounts } from '@/lib/server/db/schema';
import { networkOf } from './request-facts';

type Refused =
  | 'access.second_factor_missing'
  | 'session.refused'
  | 'session.code_refused'
  | 'session.passkey_refused'
  | 'session.step_up_refused'
  | 'staff.reset_refused'
  | 'staff.reset_held'
  | 'staff.set_up_refused';

/** Unknown people: their refusals are counted together, whatever names they invent. */
export const UNKNOWN_PERSON = 'unknown';

const MINUTE = sql`interval '1 minute'`;
const MOST_AT_ONCE = 500;

/**
 * Records a refusal: the first one at once, those that follow within a minute as one event with
 * their count, so that guessing can't fill the log. Counted per person and network.
 */
export async function recordRefusal(actor: Actor, action: Refused): Promise<void> {
  const key = `${action} ${actor.id} ${networkOf(actor.ip)}`;
  const { id: actorId, email: actorEmail, ip, requestId } = actor;
  const count = async (tx: Transaction) => {
    const [row] = await tx
      .insert(refusalCounts)
      .values({ key, action, actorId, actorEmail, ip, requestId })
      .onConflictDoUpdate({
        target: refusalCounts.key,
        set: { count: sql`${refusalCounts.count} + 1`, requestId, ip },
      })
      .returning({ count: refusalCounts.count });
    if (row?.count !== 0) return;
    await recordEvent(actor, { action, outcome: 'denied', details: { count: 1 } }, tx);
  };
  // The person was refused anyway, and may try again.
  await db()
    .transaction(count)
    .catch((error: unknown) => {
      throw withoutEffect(error);
    });
}

/**
 * Records what was counted for a minute. If there are several processes, each takes different rows.
 */
export async function recordCountedRefusals(): Promise<void> {
  await db().transaction(async (tx) => {
    const due = await tx
      .select()
      .from(refusalCounts)
      .where(lt(refusalCounts.since, sql`now() - ${MINUTE}`))
      .limit(MOST_AT_ONCE)
      .for('update', { skipLocked: true });
    if (due.length === 0) return;
    const keys = sql`${sql.param(due.map(({ key }) => key))}::text[]`;
    const ofThese = sql`${refusalCounts.key} = any(${keys})`;
    await tx.delete(refusalCounts).where(sql`${ofThese} and ${refusalCounts.count} = 0`);
    await tx
      .update(refusalCounts)
      .set({ count: 0, since: sql`now()` })
      .where(ofThese);
    for (const { action, actorId, actorEmail, ip, requestId, since, count } of due) {
      if (count === 0) continue;
      const actor: Actor = {
        ...{ id: actorId, email: actorEmail, role: 'viewer', sessionId: null },
        ...{ permissions: [], ...noScope, ip, requestId },
      };
      const details = { count, since: since.toISOString() };
      await recordEvent(actor, { action, outcome: 'denied', details }, tx);
    }
  });
}
