import 'server-only';
import { sql } from 'drizzle-orm';
import type { Account } from '@/lib/server/accounts/account';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import type { ChangeDraftInput, DraftChanges, InvitationDraft } from '@/lib/contract/invitations';
import { findStoredDraft, noDraft, toDraft, whereDraft } from './draft-store';

/**
 * Merges changes into a draft, rows key by key, in one statement: of two that come at once neither
 * is lost. One that was sent is put aside. With another reading the rows of before are gone, and with them what was changed in them.
 * @returns the draft where the reading changed, else null
 * @throws DeskError `not_found`; `invalid_request` where the list can't be read so: nothing changes
 */
export async function changeDraft(
  actor: Actor,
  account: Account,
  { reading, changes, sentAs }: ChangeDraftInput,
): Promise<InvitationDraft | null> {
  if (sentAs !== undefined) {
    await db()
      .update(invitationDrafts)
      .set({ batchId: sentAs, isSent: true, updatedAt: sql`now()` })
      .where(whereDraft(actor, account));
    return null;
  }
  if (!reading) {
    const changed = await db()
      .update(invitationDrafts)
      .set({ changes: merged(changes ?? { rows: {} }), updatedAt: sql`now()` })
      .where(whereDraft(actor, account))
      .returning({ staffId: invitationDrafts.staffId });
    return changed.length > 0 ? null : noDraft();
  }
  const stored = (await findStoredDraft(actor, account)) ?? noDraft();
  const kept: DraftChanges = { ...stored.changes, ...changes, rows: {} };
  const draft = await toDraft(actor, account, { ...stored, reading, changes: kept });
  const [saved] = await db()
    .update(invitationDrafts)
    .set({
      reading,
      changes: sql`${merged({ ...changes, rows: {} })} || '{"rows": {}}'::jsonb`,
      updatedAt: sql`now()`,
    })
    .where(whereDraft(actor, account))
    .returning({ updatedAt: invitationDrafts.updatedAt });
  return saved ? { ...draft, updatedAt: saved.updatedAt.toISOString() } : noDraft();
}

/**
 * The stored changes with these in them. Both lists of rows are unfolded once and joined: looked up
 * row by row, PostgreSQL would read the whole of the stored ones for each.
 */
function merged({ rows, ...others }: DraftChanges) {
  const stored = sql`coalesce(${invitationDrafts.changes} -> 'rows', '{}'::jsonb)`;
  return sql`${invitationDrafts.changes} || ${JSON.stringify(others)}::jsonb
    || jsonb_build_object('rows', ${stored} || coalesce(
      (select jsonb_object_agg(key, coalesce(old.value, '{}'::jsonb) || new.value)
       from jsonb_each(${JSON.stringify(rows)}::jsonb) as new
       left join jsonb_each(${stored}) as old using (key)),
      '{}'::jsonb))`;
}
