import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { staffSessions } from '@/lib/server/db/schema';
import { STEP_UP_MINUTES } from '@/lib/contract/policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** For what the browser has under way while it learns the new id. */
const LAST_CALLS_SECONDS = 10;

/**
 * The person behind this session has just given their own password: it goes on under a new id, to
 * the same end as before. The old id is not stepped up, so that whoever has a copy of its cookie
 * gains nothing, and is over in a moment. Asked again by the old id, its one successor is told.
 * @returns the new id; null: the session has ended meanwhile
 */
export async function stepUpSession(
  sessionId: string,
  given?: Transaction,
): Promise<string | null> {
  const stepUp = async (tx: Transaction) => {
    const holds = (id: string) => and(eq(staffSessions.id, id), isNull(staffSessions.revokedAt));
    const [old] = await tx.select().from(staffSessions).where(holds(sessionId)).for('update');
    if (!old) return null;
    const now = sql`now()`;
    if (old.replacedBy !== null) {
      const renewed = await tx
        .update(staffSessions)
        .set({ steppedUpAt: now })
        .where(holds(old.replacedBy));
      return renewed.rowCount === 1 ? old.replacedBy : null;
    }
    const id = createId('ses');
    await tx.insert(staffSessions).values({ ...old, id, lastSeenAt: now, steppedUpAt: now });
    const soon = sql`now() + make_interval(secs => ${LAST_CALLS_SECONDS})`;
    const end = sql`least(${staffSessions.expiresAt}, ${soon})`;
    await tx
      .update(staffSessions)
      .set({ expiresAt: end, steppedUpAt: null, replacedBy: id })
      .where(eq(staffSessions.id, sessionId));
    return id;
  };
  return given ? stepUp(given) : db().transaction(stepUp);
}

/** Whether that was within the last ten minutes, in this very session; using it doesn't prolong it. */
export async function isSteppedUp(
  sessionId: string | null,
  executor: Executor = db(),
): Promise<boolean> {
  if (sessionId === null) return false;
  const rows = await executor
    .select({ id: staffSessions.id })
    .from(staffSessions)
    .where(
      and(
        eq(staffSessions.id, sessionId),
        isNull(staffSessions.revokedAt),
        gt(staffSessions.steppedUpAt, sql`now() - make_interval(mins => ${STEP_UP_MINUTES})`),
      ),
    );
  return rows.length > 0;
}
