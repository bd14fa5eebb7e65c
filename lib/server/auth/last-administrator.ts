import 'server-only';
import { and, eq, exists, isNotNull, isNull, ne, or } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { staffIdentities, staffMembers } from '@/lib/server/db/schema';

/** Whether someone else could still administrate everything here: can sign in, and sees all accounts. */
export async function hasOtherAdministrator(tx: Transaction, id: string): Promise<boolean> {
  const identity = tx
    .select({ staffId: staffIdentities.staffId })
    .from(staffIdentities)
    .where(eq(staffIdentities.staffId, staffMembers.id));
  const others = await tx.$count(
    staffMembers,
    and(
      ne(staffMembers.id, id),
      eq(staffMembers.role, 'administrator'),
      eq(staffMembers.isDisabled, false),
      or(isNotNull(staffMembers.passwordHash), exists(identity)),
      // One who sees only some accounts can’t give anyone the others.
      isNull(staffMembers.accountIds),
      isNull(staffMembers.customerIds),
    ),
  );
  return others > 0;
}
