import 'server-only';
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { sessionHolds } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import type { SessionFacts } from '@/lib/contract/staff';
import { noSuchStaff, requireStaffId } from './lock-staff';

/**
 * The browsers in which somebody is signed in now, the last used first.
 * @throws DeskError `not_found`
 */
export async function listSessions(actor: Actor, staffId: string): Promise<SessionFacts[]> {
  requireStaffId(staffId);
  const [staff] = await db()
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(eq(staffMembers.id, staffId));
  if (!staff) throw noSuchStaff();
  const rows = await db()
    .select()
    .from(staffSessions)
    // After a step-up the session goes on as another row: one of the two is shown.
    .where(
      and(eq(staffSessions.staffId, staffId), sessionHolds(), isNull(staffSessions.replacedBy)),
    )
    .orderBy(desc(staffSessions.lastSeenAt));
  const current = await publicIdOf(actor.sessionId);
  return rows.map((row) => ({
    id: row.publicId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
    isCurrent: row.publicId === current,
  }));
}

/** What people call this session; it is the same after a step-up. */
async function publicIdOf(sessionId: string | null): Promise<string | null> {
  if (sessionId === null) return null;
  const [row] = await db()
    .select({ publicId: staffSessions.publicId })
    .from(staffSessions)
    .where(eq(staffSessions.id, sessionId));
  return row?.publicId ?? null;
}
