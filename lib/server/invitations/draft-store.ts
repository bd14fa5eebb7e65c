import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import type { Account } from '@/lib/server/accounts/account';
import { DeskError } from '@/lib/server/errors';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { previewBatch } from './preview-batch';
import type { ListSource } from '@/lib/server/lists/read-list';

export type StoredDraft = typeof invitationDrafts.$inferSelect;

/** A draft nobody touched for so long is not shown, and removed when the next one is kept. */
export const isExpired = sql`${invitationDrafts.updatedAt} < now() - interval '30 days'`;

/** The list that a staff member is preparing for an account: there is one at most. */
export function whereDraft(actor: Actor, { id }: Pick<Account, 'id'>) {
  return and(
    eq(invitationDrafts.staffId, actor.id),
    eq(invitationDrafts.accountId, id),
    eq(invitationDrafts.isSent, false),
  );
}

export async function findStoredDraft(actor: Actor, account: Account): Promise<StoredDraft | null> {
  const [draft] = await db()
    .select()
    .from(invitationDrafts)
    .where(and(whereDraft(actor, account), sql`not ${isExpired}`));
  return draft ?? null;
}

/** @throws DeskError `not_found` */
export function noDraft(): never {
  throw new DeskError('not_found', {
    detail: 'No list is being prepared. Paste or drop one to begin.',
  });
}

/** A stored draft with its list read again and checked as things stand now. */
export async function toDraft(
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
