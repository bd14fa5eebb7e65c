import 'server-only';
import { and, eq, gt, isNull, max, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { setUpTokens, staffMembers, staffSessions } from '@/lib/server/db/schema';
import type { StaffMember } from '@/lib/contract/staff';
import { compareTexts } from '@/lib/shared/text-order';

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
      linkExpiresAt: max(setUpTokens.expiresAt),
    })
    .from(staffMembers)
    .leftJoin(staffSessions, eq(staffSessions.staffId, staffMembers.id))
    .leftJoin(
      setUpTokens,
      and(
        eq(setUpTokens.staffId, staffMembers.id),
        isNull(setUpTokens.spentAt),
        gt(setUpTokens.expiresAt, sql`now()`),
      ),
    )
    .groupBy(staffMembers.id);
  rows.sort((one, other) => compareTexts(one.email, other.email));
  return rows.map(({ passwordHash, createdAt, lastSeenAt, linkExpiresAt, ...row }) => ({
    ...row,
    hasPassword: passwordHash !== null,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    linkExpiresAt: linkExpiresAt?.toISOString() ?? null,
  }));
}
