import 'server-only';
import { eq } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { createSetUpLink, type SetUpLink } from './create-set-up-link';
import { lockStaff } from './lock-staff';

type Staff = typeof staffMembers.$inferSelect;

/**
 * A new link on which somebody sets a password: who was invited and lost theirs, or an active person
 * who forgot the password. Links of before stop working at once, the old password once it is used.
 * @throws DeskError `not_found`, `conflict`
 */
export async function renewSetUpLink(actor: Actor, id: string): Promise<SetUpLink> {
  return db().transaction(async (tx) => makeLink(actor, await lockStaff(tx, id), tx));
}

async function makeLink(actor: Actor, staff: Staff, tx: Transaction): Promise<SetUpLink> {
  if (staff.isDisabled) {
    throw new DeskError('conflict', {
      detail: `${staff.name} is disabled, so a link would let nobody in. Enable them first.`,
    });
  }
  const link = await createSetUpLink(staff.id, tx);
  await tx
    .update(staffMembers)
    .set({ invitedById: actor.id, invitedByEmail: actor.email })
    .where(eq(staffMembers.id, staff.id));
  const details = { for: staff.passwordHash === null ? 'set_up' : 'reset' };
  const event = { action: 'staff.link_made', target: staff.email, outcome: 'success' } as const;
  await recordEvent(actor, { ...event, details }, tx);
  return link;
}
