import 'server-only';
import type { Role } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, createId } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { createSetUpLink, type SetUpLink } from './set-up-links';

/**
 * Adds a staff member, who sets a password with a one-time link.
 * @throws DeskError `email_exists`
 */
export async function inviteStaff(
  actor: Actor,
  input: { email: string; name: string; role: Role },
): Promise<{ id: string } & SetUpLink> {
  return db().transaction(async (tx) => {
    const [staff] = await tx
      .insert(staffMembers)
      .values({
        id: createId('stf'),
        ...input,
        invitedById: actor.id,
        invitedByEmail: actor.email,
      })
      .onConflictDoNothing()
      .returning({ id: staffMembers.id });
    if (!staff) {
      const message = 'A team member with this email address already exists.';
      throw new DeskError('email_exists', {
        detail: message,
        errors: [{ path: 'email', code: 'email_exists', message }],
      });
    }
    const link = await createSetUpLink(staff.id, tx);
    await recordEvent(
      actor,
      {
        action: 'staff.invited',
        target: input.email,
        outcome: 'success',
        details: { role: input.role },
      },
      tx,
    );
    return { id: staff.id, ...link };
  });
}
