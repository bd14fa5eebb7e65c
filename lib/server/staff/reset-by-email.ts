import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { normalizeEmail } from '@/lib/contract/common';
import type { SetUpLink } from './create-set-up-link';
import { renewSetUpLink } from './renew-set-up-link';

/**
 * A link on which somebody sets a new password, for whoever has the host and no administrator.
 * @throws DeskError `not_found`, `conflict`
 */
export async function resetByEmail(actor: Actor, text: string): Promise<SetUpLink> {
  const email = normalizeEmail(text) ?? text;
  const [staff] = await db()
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(eq(staffMembers.email, email));
  if (!staff) {
    throw new DeskError('not_found', {
      detail: `Nobody on the team has the email address ${email}. Check the spelling, and that DATABASE_URL or DATA_DIR is the server’s.`,
    });
  }
  return renewSetUpLink(actor, staff.id);
}
