import 'server-only';
import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { SignInNotice } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { sessionHolds } from '@/lib/server/auth/sessions';
import { db, type Transaction } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { describeBrowser } from '@/lib/shared/device';
import { placeWords } from '@/lib/shared/place';

const SHOWN_DAYS = 14;
const PUBLIC_ID = /^[\w-]{1,64}$/;

/**
 * The sign-ins with a new browser that this session may see and dismiss: never its own nor another of
 * the same browser, and if its browser was itself new, only later ones. So someone who got in can't
 * hide that they did, however often they sign in.
 */
export function noticesVisibleTo(actor: Actor) {
  const own = (column: 'public_id' | 'browser_id') =>
    sql`(select ${sql.raw(column)} from staff_sessions as own where own.id = ${actor.sessionId})`;
  const newSince = sql`(select min(mine.created_at) from staff_sessions as mine
    where mine.staff_id = ${actor.id} and mine.is_new_device
      and (mine.public_id = ${own('public_id')} or mine.browser_id = ${own('browser_id')}))`;
  return and(
    eq(staffSessions.staffId, actor.id),
    eq(staffSessions.isNewDevice, true),
    isNull(staffSessions.noticedAt),
    gt(staffSessions.createdAt, sql`now() - make_interval(days => ${SHOWN_DAYS})`),
    ne(staffSessions.publicId, own('public_id')),
    sql`${staffSessions.browserId} = ${own('browser_id')} is not true`,
    sql`${staffSessions.createdAt} <= ${newSince} is not true`,
  );
}

/** Of the person's own sessions, newest first. */
export async function listSignInNotices(actor: Actor): Promise<SignInNotice[]> {
  const rows = await db()
    .select({
      id: staffSessions.publicId,
      at: staffSessions.createdAt,
      ip: staffSessions.ip,
      userAgent: staffSessions.userAgent,
      holds: sql<boolean>`${sessionHolds()}`,
    })
    .from(staffSessions)
    // After a confirmation a session continues as another row.
    .where(and(noticesVisibleTo(actor), isNull(staffSessions.replacedBy)))
    .orderBy(desc(staffSessions.createdAt))
    .limit(20);
  return rows.map(({ id, at, ip, userAgent, holds }) => ({
    id,
    at: at.toISOString(),
    device: describeBrowser(userAgent),
    place: placeWords(ip),
    isOver: !holds,
  }));
}

/** It was the person: what they ended there before doesn't matter any more. */
async function confirmBrowserOf(tx: Transaction, actor: Actor, publicId: string): Promise<void> {
  const its = sql`(select its.browser_id from staff_sessions as its
    where its.staff_id = ${actor.id} and its.public_id = ${publicId} limit 1)`;
  await tx
    .update(staffSessions)
    .set({ isDisowned: false })
    .where(and(eq(staffSessions.staffId, actor.id), eq(staffSessions.browserId, its)));
}

/** The person has seen it: no session shows it any more. @throws DeskError `not_found` */
export async function dismissSignInNotice(actor: Actor, publicId: string): Promise<void> {
  await db().transaction(async (tx) => {
    const seen = PUBLIC_ID.test(publicId)
      ? await tx
          .update(staffSessions)
          .set({ noticedAt: sql`now()` })
          .where(and(noticesVisibleTo(actor), eq(staffSessions.publicId, publicId)))
      : { rowCount: 0 };
    if (seen.rowCount === 0) {
      throw new DeskError('not_found', { detail: 'This notice has been dismissed already.' });
    }
    await confirmBrowserOf(tx, actor, publicId);
    const details = { session: publicId };
    await recordEvent(actor, { action: 'session.notice_seen', outcome: 'success', details }, tx);
  });
}
