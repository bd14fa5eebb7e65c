import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { staffSessions } from '../db/schema';
import { STEP_UP_MINUTES } from '../schemas/policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** The person behind this session has just given their password again. */
export async function markSteppedUp(sessionId: string): Promise<void> {
  await db()
    .update(staffSessions)
    .set({ steppedUpAt: sql`now()` })
    .where(and(eq(staffSessions.id, sessionId), isNull(staffSessions.revokedAt)));
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
