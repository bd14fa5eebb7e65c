import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import { whereDraft } from './draft-store';

/** Forgets the list this staff member was preparing. One that isn't there is forgotten as well. */
export async function deleteDraft(actor: Actor, account: Account): Promise<void> {
  await db().delete(invitationDrafts).where(whereDraft(actor, account));
}
