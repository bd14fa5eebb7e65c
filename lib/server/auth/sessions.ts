import 'server-only';
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import type { Role } from '@/lib/contract/staff';
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

type Inserter = Pick<ReturnType<typeof db>, 'insert'>;
type Updater = Pick<ReturnType<typeof db>, 'update'>;

/** Starts a session. @returns its id, 144 random bits */
export async function startSession(
  staffId: string,
  client: { ip: string | null; userAgent: string | null },
  executor: Inserter = db(),
): Promise<string> {
  const id = createId('ses');
  await executor.insert(staffSessions).values({
    id,
    staffId,
    ip: client.ip,
    userAgent: client.userAgent?.slice(0, 300) ?? null,
    expiresAt: sql`now() + make_interval(hours => ${SESSION_HOURS})`,
  });
  return id;
}

/** Not ended, not past its 12 hours, used within the last half hour. Times are the database's. */
export function sessionHolds() {
  return and(
    isNull(staffSessions.revokedAt),
    gt(staffSessions.expiresAt, sql`now()`),
    gt(staffSessions.lastSeenAt, sql`now() - make_interval(mins => ${IDLE_MINUTES})`),
  );
}

/**
 * The session of this id while it holds and its staff member is not disabled. One indexed read.
 * @param isBackground whether nobody caused this look: only what a person does renews a session
 */
export async function findSession(
  id: string,
  { isBackground = false }: { isBackground?: boolean } = {},
): Promise<StaffSession | null> {
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
    .where(and(eq(staffSessions.id, id), sessionHolds(), eq(staffMembers.isDisabled, false)));
  if (!row) return null;
  const { isDueForTouch, ...staff } = row;
  if (isDueForTouch && !isBackground) {
    await db()
      .update(staffSessions)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(staffSessions.id, id));
  }
  return { id, staff: { ...staff, status: 'active' } };
}

/** Which of these sessions still hold; none of them is renewed by it. */
export async function findHoldingSessions(ids: readonly string[]): Promise<Set<string>> {
  const rows = await db()
    .select({ id: staffSessions.id })
    .from(staffSessions)
    .innerJoin(staffMembers, eq(staffMembers.id, staffSessions.staffId))
    .where(
      and(inArray(staffSessions.id, [...ids]), sessionHolds(), eq(staffMembers.isDisabled, false)),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Also under the id it had before a step-up, and the one it has since. */
export async function endSession(id: string, executor: Updater = db()): Promise<void> {
  const successor = sql`(select replaced_by from ${staffSessions} where id = ${id})`;
  await executor
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
export async function endSessionsOf(staffId: string, executor: Updater = db()): Promise<void> {
  await executor
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(staffSessions.staffId, staffId), isNull(staffSessions.revokedAt)));
}
