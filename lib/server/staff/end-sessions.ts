import 'server-only';
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { disownUnconfirmed } from '@/lib/server/auth/new-device';
import { db, type Transaction } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { lockStaff } from './lock-staff';
import { noticesVisibleTo } from './sign-in-notices';

const PUBLIC_ID = /^[\w-]{1,64}$/;

/** Ends one of the person's own sessions, even the current one. @throws DeskError `not_found` */
export async function endOwnSession(actor: Actor, publicId: string): Promise<void> {
  await db().transaction(async (tx) => {
    await endOne(tx, actor.id, publicId);
    // Whoever ends it has seen the notice of it; from a session that doesn't show it, it stays.
    await tx
      .update(staffSessions)
      .set({ noticedAt: sql`now()`, isDisowned: true })
      .where(and(noticesVisibleTo(actor), eq(staffSessions.publicId, publicId)));
    await recordEvent(
      actor,
      { action: 'session.ended', outcome: 'success', details: { session: publicId } },
      tx,
    );
  });
}

/** Ends all of the person's own sessions except the current one. */
export async function endOtherSessions(actor: Actor): Promise<void> {
  await db().transaction(async (tx) => {
    await endAllButThis(tx, actor);
    await disownUnconfirmed(tx, actor.id, actor.sessionId);
    const details = { sessions: 'all others' };
    await recordEvent(actor, { action: 'session.ended', outcome: 'success', details }, tx);
  });
}

/** Ends someone else's session. @throws DeskError `not_found` */
export async function endSessionOf(actor: Actor, staffId: string, publicId: string): Promise<void> {
  await db().transaction(async (tx) => {
    const { email } = await lockStaff(tx, actor, staffId);
    await endOne(tx, staffId, publicId);
    const event = { action: 'staff.session_ended', target: email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { session: publicId } }, tx);
  });
}

/** Under each id that it has or had. */
async function endOne(tx: Transaction, staffId: string, publicId: string): Promise<void> {
  if (!PUBLIC_ID.test(publicId)) throw noSuchSession();
  const ended = await tx
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(staffSessions.staffId, staffId),
        eq(staffSessions.publicId, publicId),
        isNull(staffSessions.revokedAt),
      ),
    );
  if (ended.rowCount === 0) throw noSuchSession();
}

/** Other than the one this actor has. */
export async function endAllButThis(tx: Transaction, actor: Actor): Promise<void> {
  const own = sql`(select public_id from ${staffSessions} where id = ${actor.sessionId})`;
  await tx
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(staffSessions.staffId, actor.id),
        ne(staffSessions.publicId, own),
        isNull(staffSessions.revokedAt),
      ),
    );
}

function noSuchSession(): DeskError {
  return new DeskError('not_found', {
    detail: 'This session doesn’t exist or has already ended. Reload the list.',
  });
}
