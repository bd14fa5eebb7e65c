import 'server-only';
import type { InviteStaffInput } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import type { Around } from '@/lib/server/db/around';
import { db, createId, type Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { requireOwnRole, requireOwnScope } from './change-staff';
import { createSetUpLink, mailLink, type GivenLink } from './set-up-links';

/**
 * Adds a staff member, who sets a password with a one-time link: shown to the actor, or sent by email
 * to the person alone.
 * @throws DeskError `email_exists`; `invalid_request` a role that doesn't exist, or an
 * account or a customer that the actor doesn't see; `forbidden` a role that allows more than the actor's;
 * `conflict` this server sends no email
 */
export async function inviteStaff(
  actor: Actor,
  {
    accountIds = actor.accountIds && [...actor.accountIds],
    customerIds = actor.customerIds && [...actor.customerIds],
    sendMail,
    ...input
  }: InviteStaffInput,
  around: Around = {},
): Promise<{ id: string } & GivenLink> {
  await requireOwnScope(actor, { accountIds, customerIds });
  return db().transaction(async (tx) => {
    await around.before?.(tx);
    await requireOwnRole(tx, actor, input.role);
    const [staff] = await tx
      .insert(staffMembers)
      .values({
        id: createId('stf'),
        ...input,
        ...{ accountIds, customerIds },
        // Also if the link goes by email: whoever chose the address may read what is sent there.
        ...{ invitedById: actor.id, invitedByEmail: actor.email },
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
    const link = sendMail
      ? { url: null, expiresAt: await mailInvitation(tx, actor, { ...input, id: staff.id }) }
      : await createSetUpLink(staff.id, tx);
    await recordEvent(
      actor,
      {
        action: 'staff.invited',
        target: input.email,
        outcome: 'success',
        details: {
          role: input.role,
          ...(accountIds && { accountIds }),
          ...(customerIds && { customerIds }),
          ...(sendMail && { sendMail }),
        },
      },
      tx,
    );
    await around.after?.(tx);
    return { id: staff.id, ...link };
  });
}

async function mailInvitation(
  tx: Transaction,
  actor: Actor,
  staff: { id: string; email: string; name: string },
): Promise<Date> {
  return mailLink(tx, staff, { kind: 'invitation', by: actor.email });
}
