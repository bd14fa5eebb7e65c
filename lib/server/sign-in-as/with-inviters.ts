import 'server-only';
import { and, inArray, isNotNull } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { Approval } from '@/lib/contract/approvals';

/**
 * Says who had the asking person's last link to set a password in hand: with it they could have been
 * that person, and then nobody else has asked.
 */
export async function withInviters(approvals: Approval[]): Promise<Approval[]> {
  const ids = [...new Set(approvals.map(({ askedBy }) => askedBy.id))];
  if (ids.length === 0) return approvals;
  const rows = await db()
    .select({
      id: staffMembers.id,
      invitedById: staffMembers.invitedById,
      invitedByEmail: staffMembers.invitedByEmail,
    })
    .from(staffMembers)
    .where(and(inArray(staffMembers.id, ids), isNotNull(staffMembers.invitedByEmail)));
  const inviters = new Map(
    rows.map((row) => [row.id, { id: row.invitedById ?? '', email: row.invitedByEmail ?? '' }]),
  );
  return approvals.map((approval) => {
    const invitedBy = inviters.get(approval.askedBy.id);
    if (!invitedBy) return approval;
    return { ...approval, askedBy: { ...approval.askedBy, invitedBy } };
  });
}
