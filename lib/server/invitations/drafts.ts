import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import type {
  InvitationDraft,
  ListReading,
  ChangeDraftInput,
  DraftChanges,
} from '@/lib/contract/invitations';
import { type Account, holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import type { ListSource } from '@/lib/server/lists/read-list';
import { previewBatch } from './preview-batch';

type StoredDraft = typeof invitationDrafts.$inferSelect;

/** A draft left untouched this long isn't shown, and is removed when the next one is saved. */
export const isExpired = sql`${invitationDrafts.updatedAt} < now() - interval '30 days'`;

/** The list that a staff member is preparing for an account: one at most. */
export function whereDraft(actor: Actor, { id }: Pick<Account, 'id'>) {
  return and(
    eq(invitationDrafts.staffId, actor.id),
    eq(invitationDrafts.accountId, id),
    eq(invitationDrafts.isSent, false),
  );
}

async function findStoredDraft(actor: Actor, account: Account): Promise<StoredDraft | null> {
  const [draft] = await db()
    .select()
    .from(invitationDrafts)
    .where(and(whereDraft(actor, account), sql`not ${isExpired}`));
  return draft ?? null;
}

/** @throws DeskError `not_found` */
function noDraft(): never {
  throw new DeskError('not_found', {
    detail: 'There’s no draft. Paste or upload a list to start.',
  });
}

/** A stored draft with its list read and checked again, so that results are current. */
async function toDraft(
  actor: Actor,
  account: Account,
  stored: StoredDraft,
): Promise<InvitationDraft> {
  const { fileName, source: bytes, reading, changes, updatedAt } = stored;
  const text = fileName === null ? bytes.toString('utf8') : '';
  const source: ListSource =
    fileName === null ? { kind: 'text', text } : { kind: 'file', name: fileName, bytes };
  const preview = await previewBatch(actor, account, source, { reading, changes: changes.rows });
  return {
    source: fileName === null ? { kind: 'text', text } : { kind: 'file', name: fileName },
    reading,
    preview,
    changes,
    updatedAt: updatedAt.toISOString(),
  };
}

/** The list this staff member is preparing, or null. */
export async function findDraft(actor: Actor, account: Account): Promise<InvitationDraft | null> {
  const stored = await findStoredDraft(actor, account);
  return stored && toDraft(actor, account, stored);
}

/** Deletes this staff member's draft, if there is one. */
export async function deleteDraft(actor: Actor, account: Account): Promise<void> {
  await db().delete(invitationDrafts).where(whereDraft(actor, account));
}

/**
 * Replaces the draft with a new list, if it can be read. Changes start from scratch.
 * @throws DeskError `invalid_request`: then the previous draft is kept
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
  const [saved] = await db().transaction(async (tx) => {
    await holdAccount(tx, account.id);
    return tx
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
  });
  return { ...draft, updatedAt: (saved?.updatedAt ?? kept.updatedAt).toISOString() };
}

/**
 * The list may be on a workbook's other sheet, or hidden: then the draft is kept so that this can
 * be selected.
 */
function requireSomebody({ preview }: InvitationDraft): void {
  if (preview.rows.length > 0 || preview.sheets.length > 1 || preview.hidden) return;
  throw new DeskError('invalid_request', {
    detail: 'This list has no one to invite. Add at least one email address.',
    errors: [{ path: 'rows', code: 'too_small', message: 'There are no rows to invite.' }],
  });
}

/**
 * Merges changes into a draft, rows key by key, in one statement, so that two simultaneous updates
 * don't overwrite each other. A submitted draft is set to sent. With another reading the previous
 * rows are gone, and their changes with them.
 * @returns the draft if the reading changed, otherwise null
 * @throws DeskError `not_found`; `invalid_request` if the list can't be read that way: then nothing
 * changes
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
 * The stored changes merged with these. Both sets of rows are expanded once and joined: looking up
 * each row would make PostgreSQL read all stored ones for each.
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
