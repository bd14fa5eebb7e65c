import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { deleteFactors } from '@/lib/server/auth/factors/find-factors';
import { endSessionsOf } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { queueMail } from '@/lib/server/mail/queue';
import { lockStaff } from './lock-staff';

/**
 * Removes all second factors of someone else, who lost them and is told by email. Their sessions end;
 * the password stays.
 * @throws DeskError `not_found`; `conflict` one's own, which needs a confirmation
 */
export async function resetFactors(actor: Actor, id: string): Promise<void> {
  if (id === actor.id) {
    throw new DeskError('conflict', {
      detail: 'You can’t reset your own second factors here. Remove them in Profile.',
    });
  }
  await db().transaction(async (tx) => {
    const { email } = await lockStaff(tx, actor, id);
    // Whoever signs in at this moment looks for their factors under the same lock.
    await tx.select().from(staffMembers).where(eq(staffMembers.id, id)).for('update');
    const factors = await deleteFactors(tx, id);
    await endSessionsOf(id, tx);
    const event = { action: 'factor.reset', target: email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { factors } }, tx);
    const data = { by: actor.email, at: new Date().toISOString() };
    await queueMail(tx, { to: email, kind: 'factors_reset', data });
  });
}
