import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { maySeeAccount, type Viewer } from '@/lib/server/policies/permissions';

const STAFF_ID = /^[\w-]{1,64}$/;

/**
 * The staff member, locked until the transaction ends. Changes of staff wait for each other, so
 * that two administrators can't each remove the other.
 * @throws DeskError `not_found`, also if they see accounts that the actor doesn't: with a new link
 * for their password, for one, the actor would see them too
 */
export async function lockStaff(
  tx: Transaction,
  actor: Viewer,
  id: string,
): Promise<typeof staffMembers.$inferSelect> {
  requireStaffId(id);
  await tx.execute(sql`lock table ${staffMembers} in share row exclusive mode`);
  const [staff] = await tx.select().from(staffMembers).where(eq(staffMembers.id, id));
  if (!staff || !isWithin(actor, staff.accountIds)) throw noSuchStaff();
  return staff;
}

/** Whether someone with this scope sees no more than the actor. */
export function isWithin(actor: Viewer, accountIds: string[] | null): boolean {
  if (actor.accountIds === null) return true;
  return accountIds !== null && accountIds.every((id) => maySeeAccount(actor, id));
}

/**
 * Anything else in the path isn't a staff member, and doesn't reach the database.
 * @throws DeskError `not_found`
 */
export function requireStaffId(id: string): void {
  if (!STAFF_ID.test(id)) throw noSuchStaff();
}

export function noSuchStaff(): DeskError {
  return new DeskError('not_found', { detail: 'This team member doesn’t exist. Reload the list.' });
}
