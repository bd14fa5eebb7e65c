import 'server-only';
import { sql } from 'drizzle-orm';
import type { Account } from '@/lib/server/accounts/account';
import { DeskError } from '@/lib/server/errors';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import type { InvitationDraft, ListReading } from '@/lib/contract/invitations';
import { isExpired, toDraft, type StoredDraft } from './draft-store';
import type { ListSource } from '@/lib/server/lists/read-list';

/**
 * Keeps a new list in place of the one before, once it could be read. Changes begin anew.
 * @throws DeskError `invalid_request`: then the draft of before stays
 */
export async function saveDraft(
  actor: Actor,
  account: Account,
  source: ListSource,
  reading: ListReading,
): Promise<InvitationDraft> {
  const kept: StoredDraft = {
    staffId: actor.id,
    accountId: account.id,
    source: Buffer.from(source.kind === 'text' ? source.text : source.bytes),
    fileName: source.kind === 'text' ? null : source.name,
    reading,
    changes: { rows: {} },
    batchId: null,
    isSent: false,
    updatedAt: new Date(),
  };
  const draft = await toDraft(actor, account, kept);
  requireSomebody(draft);
  await db().delete(invitationDrafts).where(isExpired);
  const [saved] = await db()
    .insert(invitationDrafts)
    .values({ ...kept, updatedAt: sql`now()` })
    .onConflictDoUpdate({
      target: [invitationDrafts.staffId, invitationDrafts.accountId],
      set: {
        source: kept.source,
        fileName: kept.fileName,
        reading,
        changes: kept.changes,
        batchId: null,
        isSent: false,
        updatedAt: sql`now()`,
      },
    })
    .returning({ updatedAt: invitationDrafts.updatedAt });
  return { ...draft, updatedAt: (saved?.updatedAt ?? kept.updatedAt).toISOString() };
}

/** A workbook's other sheets, or what it hides, may be the list: there its draft is where that is chosen. */
function requireSomebody({ preview }: InvitationDraft): void {
  if (preview.rows.length > 0 || preview.sheets.length > 1 || preview.hidden) return;
  throw new DeskError('invalid_request', {
    detail: 'There is nobody in this list. It needs at least one e-mail address.',
    errors: [{ path: 'rows', code: 'too_small', message: 'There is no row to invite.' }],
  });
}
