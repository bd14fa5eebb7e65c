import 'server-only';
import { and, eq, isNotNull, ne } from 'drizzle-orm';
import type { Role } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { endSessionsOf } from '@/lib/server/auth/sessions';
import { db, type Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { lockStaff } from './lock-staff';
import { voidSetUpLinks } from './set-up-links';

/** Changes a role or disables someone; a disabled person's sessions and links end at once. */
export async function changeStaff(
  actor: Actor,
  id: string,
  change: { role?: Role; isDisabled?: boolean },
): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockStaff(tx, id);
    const isLosingPower =
      change.isDisabled === true || (change.role !== undefined && change.role !== 'administrator');
    if (before.role === 'administrator' && isLosingPower) await keepAnAdministrator(tx, id);
    await tx.update(staffMembers).set(change).where(eq(staffMembers.id, id));
    if (change.isDisabled) {
      await endSessionsOf(id, tx);
      await voidSetUpLinks(id, tx);
    }
    await recordEvent(
      actor,
      {
        action: 'staff.changed',
        target: before.email,
        outcome: 'success',
        details: { before: { role: before.role, isDisabled: before.isDisabled }, after: change },
      },
      tx,
    );
  });
}

/** Deletes someone for good. Their events stay in the audit log. */
export async function deleteStaff(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockStaff(tx, id);
    if (before.role === 'administrator') await keepAnAdministrator(tx, id);
    await tx.delete(staffMembers).where(eq(staffMembers.id, id));
    await recordEvent(
      actor,
      { action: 'staff.deleted', target: before.email, outcome: 'success' },
      tx,
    );
  });
}

/** Signs someone out everywhere. */
export async function revokeSessions(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const staff = await lockStaff(tx, id);
    await endSessionsOf(id, tx);
    const event = { action: 'staff.signed_out', target: staff.email, outcome: 'success' } as const;
    await recordEvent(actor, event, tx);
  });
}

async function keepAnAdministrator(tx: Transaction, id: string): Promise<void> {
  const others = await tx.$count(
    staffMembers,
    and(
      ne(staffMembers.id, id),
      eq(staffMembers.role, 'administrator'),
      eq(staffMembers.isDisabled, false),
      isNotNull(staffMembers.passwordHash),
    ),
  );
  if (others > 0) return;
  throw new DeskError('conflict', {
    detail: 'This is the last admin. Make someone else an admin first.',
  });
}
