import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import type { Actor } from '@/lib/server/actor';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { findStoredDraft, toDraft } from './draft-store';

/** The list this staff member was preparing, or null. */
export async function findDraft(actor: Actor, account: Account): Promise<InvitationDraft | null> {
  const stored = await findStoredDraft(actor, account);
  return stored && toDraft(actor, account, stored);
}
