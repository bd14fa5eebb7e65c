import 'server-only';
import { and, eq, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';

/** For calls that the browser makes before it has the new id. */
const LAST_CALLS_SECONDS = 10;

/**
 * Records that the person behind this session confirmed their password: it continues under a new
 * id, with the same expiry. The old id isn't stepped up, so a copy of its cookie gains nothing, and
 * it ends in a moment. Called again with the old id, it returns the same successor.
 * @returns the new id; null if the session has ended meanwhile
 */
export async function stepUpSession(sessionId: string): Promise<string | null> {
  return db().transaction(async (tx) => {
    const old = await lockSession(tx, sessionId);
    if (!old) return null;
    if (old.replacedBy !== null) {
      const renewed = await tx
        .update(staffSessions)
        .set({ steppedUpAt: sql`now()` })
        .where(holds(old.replacedBy));
      return renewed.rowCount === 1 ? old.replacedBy : null;
    }
    const id = await continueSession(tx, old, sql`now()`);
    const soon = sql`now() + make_interval(secs => ${LAST_CALLS_SECONDS})`;
    const end = sql`least(${staffSessions.expiresAt}, ${soon})`;
    await tx
      .update(staffSessions)
      .set({ expiresAt: end, steppedUpAt: null, replacedBy: id })
      .where(eq(staffSessions.id, sessionId));
    return id;
  });
}

/**
 * After a change of what someone signs in with: their session continues under a new id, with the
 * same expiry, and a copy of its cookie ends at once, whichever of its ids it has.
 * @param options.isConfirmed whether the change proved who they are, as a confirmation does
 * @returns the new id; null if the session has ended or moved on meanwhile
 */
export async function moveSession(
  tx: Transaction,
  sessionId: string,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<string | null> {
  const old = await lockSession(tx, sessionId);
  // Only a confirmation leads on from an id that was replaced: a copy of it would get the new one.
  if (!old || old.replacedBy !== null) return null;
  const id = await continueSession(tx, old, isConfirmed ? sql`now()` : old.steppedUpAt);
  const olds = and(eq(staffSessions.publicId, old.publicId), ne(staffSessions.id, id));
  await tx
    .update(staffSessions)
    .set({ revokedAt: sql`now()`, steppedUpAt: null, replacedBy: id })
    .where(olds);
  return id;
}

const holds = (id: string) => and(eq(staffSessions.id, id), isNull(staffSessions.revokedAt));

async function lockSession(tx: Transaction, id: string) {
  const [session] = await tx.select().from(staffSessions).where(holds(id)).for('update');
  return session;
}

async function continueSession(
  tx: Transaction,
  old: typeof staffSessions.$inferSelect,
  steppedUpAt: SQL | Date | null,
): Promise<string> {
  const id = createId('ses');
  await tx.insert(staffSessions).values({ ...old, id, lastSeenAt: sql`now()`, steppedUpAt });
  return id;
}
