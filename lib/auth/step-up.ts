import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { createId } from '../db/create-id';
import { staffSessions } from '../db/schema';
import { STEP_UP_MINUTES } from '../schemas/policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** For what the browser has under way while it learns the new id. */
const LAST_CALLS_SECONDS = 10;

/**
 * The person behind this session has just given their own password: it goes on under a new id, to
 * the same end as before. The old id is not stepped up, so that whoever has a copy of its cookie
 * gains nothing, and is over in a moment.
 * @returns the new id; null: the session has ended meanwhile
 */
export async function stepUpSession(sessionId: string): Promise<string | null> {
  return db().transaction(async (tx) => {
    const isOld = and(eq(staffSessions.id, sessionId), isNull(staffSessions.revokedAt));
    const [old] = await tx.select().from(staffSessions).where(isOld).for('update');
    if (!old) return null;
    const id = createId('ses');
    const now = sql`now()`;
    await tx.insert(staffSessions).values({ ...old, id, lastSeenAt: now, steppedUpAt: now });
    const soon = sql`now() + make_interval(secs => ${LAST_CALLS_SECONDS})`;
    await tx
      .update(staffSessions)
      .set({ expiresAt: sql`least(${staffSessions.expiresAt}, ${soon})`, steppedUpAt: null })
      .where(isOld);
    return id;
  });
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
