import 'server-only';
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { createId } from '../db/create-id';
import { staffMembers, staffSessions } from '../db/schema';
import type { Role } from '../schemas/staff';
import { IDLE_MINUTES, SESSION_HOURS } from './session-cookie';

/** A staff member whose session was found good just now. `status` is checked positively by callers. */
export type SessionStaff = {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: 'active';
};

export type StaffSession = { id: string; staff: SessionStaff };

/** Starts a session. @returns its id, 144 random bits */
export async function startSession(
  staffId: string,
  client: { ip: string | null; userAgent: string | null },
): Promise<string> {
  const id = createId('ses');
  await db()
    .insert(staffSessions)
    .values({
      id,
      staffId,
      ip: client.ip,
      userAgent: client.userAgent?.slice(0, 300) ?? null,
      expiresAt: sql`now() + make_interval(hours => ${SESSION_HOURS})`,
    });
  return id;
}

/**
 * The session of this id while it holds: not ended, not past its 12 hours, used within the last
 * half hour, its staff member not disabled. One indexed read; times are the database's.
 */
export async function findSession(id: string): Promise<StaffSession | null> {
  const [row] = await db()
    .select({
      id: staffMembers.id,
      email: staffMembers.email,
      name: staffMembers.name,
      role: staffMembers.role,
      isDueForTouch: sql<boolean>`${staffSessions.lastSeenAt} < now() - interval '1 minute'`,
    })
    .from(staffSessions)
    .innerJoin(staffMembers, eq(staffMembers.id, staffSessions.staffId))
    .where(
      and(
        eq(staffSessions.id, id),
        isNull(staffSessions.revokedAt),
        gt(staffSessions.expiresAt, sql`now()`),
        gt(staffSessions.lastSeenAt, sql`now() - make_interval(mins => ${IDLE_MINUTES})`),
        eq(staffMembers.isDisabled, false),
      ),
    );
  if (!row) return null;
  const { isDueForTouch, ...staff } = row;
  if (isDueForTouch) {
    await db()
      .update(staffSessions)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(staffSessions.id, id));
  }
  return { id, staff: { ...staff, status: 'active' } };
}

/** Also under the id it had before a step-up, and the one it has since. */
export async function endSession(id: string): Promise<void> {
  const successor = sql`(select replaced_by from ${staffSessions} where id = ${id})`;
  await db()
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        or(
          eq(staffSessions.id, id),
          eq(staffSessions.replacedBy, id),
          eq(staffSessions.id, successor),
        ),
        isNull(staffSessions.revokedAt),
      ),
    );
}

/** Ends every session of a staff member: disabled, deleted, or by an administrator's hand. */
export async function endSessionsOf(
  staffId: string,
  executor: Pick<ReturnType<typeof db>, 'update'> = db(),
): Promise<void> {
  await executor
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(staffSessions.staffId, staffId), isNull(staffSessions.revokedAt)));
}
