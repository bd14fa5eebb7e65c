import 'server-only';
import { eq, max, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { staffMembers, staffSessions } from '../db/schema';
import type { StaffMember } from '../schemas/staff';

/** Everybody who may sign in here, by e-mail. */
export async function listStaff(): Promise<StaffMember[]> {
  const rows = await db()
    .select({
      id: staffMembers.id,
      email: staffMembers.email,
      name: staffMembers.name,
      role: staffMembers.role,
      isDisabled: staffMembers.isDisabled,
      passwordHash: staffMembers.passwordHash,
      createdAt: staffMembers.createdAt,
      lastSeenAt:
        sql`greatest(${staffMembers.lastSeenAt}, ${max(staffSessions.lastSeenAt)})`.mapWith(
          staffMembers.lastSeenAt,
        ),
    })
    .from(staffMembers)
    .leftJoin(staffSessions, eq(staffSessions.staffId, staffMembers.id))
    .groupBy(staffMembers.id)
    .orderBy(staffMembers.email);
  return rows.map(({ passwordHash, createdAt, lastSeenAt, ...row }) => ({
    ...row,
    hasPassword: passwordHash !== null,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }));
}
