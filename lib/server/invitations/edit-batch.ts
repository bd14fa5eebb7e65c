import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import type { DraftChanges, EditBatchInput, EditedBatch } from '@/lib/contract/invitations';
import { holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches, invitationDrafts, invitations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { cancelLocked } from './cancel-batch';
import { isExpired, whereDraft } from './drafts';
import { lockBatch } from './find-batch';

type StoredBatch = typeof batches.$inferSelect;

/**
 * Undoes a batch of which nothing was sent, and turns its list into a draft again: as it was
 * prepared, or from the batch's rows if that isn't stored. A second call changes nothing.
 * @throws DeskError `not_found`; `conflict` once a row has been sent
 */
export async function editBatch(
  actor: Actor,
  id: string,
  { replace }: EditBatchInput,
): Promise<EditedBatch> {
  return db().transaction(async (tx) => {
    const batch = await lockBatch(tx, actor, id);
    await requireNothingSent(tx, id);
    await cancelLocked(tx, actor, batch);
    const isEditable =
      (await bringBack(tx, actor, batch)) || (await startFromRows(tx, actor, batch, replace));
    return { isEditable };
  });
}

async function requireNothingSent(tx: Transaction, id: string): Promise<void> {
  const untouched = sql`${invitations.status} = 'cancelled'
    or (${invitations.status} = 'pending' and ${invitations.attempts} = 0)`;
  const sent = await tx.$count(
    invitations,
    and(eq(invitations.batchId, id), sql`not (${untouched})`),
  );
  if (sent === 0) return;
  throw new DeskError('conflict', {
    detail:
      'Sending has started, so this batch can’t be edited. Cancel it and send the remaining rows as a new batch.',
  });
}

/**
 * The list as it was prepared, on the step that shows its rows. It gets a new key, because the old
 * one belongs to the batch.
 */
async function bringBack(tx: Transaction, actor: Actor, batch: StoredBatch): Promise<boolean> {
  const { rowCount } = await tx
    .update(invitationDrafts)
    .set({
      isSent: false,
      changes: sql`case when ${invitationDrafts.isSent}
        then (${invitationDrafts.changes} - 'idempotencyKey') || '{"step": "check"}'::jsonb
        else ${invitationDrafts.changes} end`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(invitationDrafts.staffId, actor.id), eq(invitationDrafts.batchId, batch.id)));
  return rowCount === 1;
}

/** @returns false if the person has another draft, which is kept unless `replace` is set */
async function startFromRows(
  tx: Transaction,
  actor: Actor,
  { id, accountId, name }: StoredBatch,
  replace: boolean,
): Promise<boolean> {
  const mine = whereDraft(actor, { id: accountId });
  const isPreparing = await tx.$count(invitationDrafts, and(mine, sql`not ${isExpired}`));
  if (isPreparing > 0 && !replace) return false;
  const rows = await tx
    .select({ email: invitations.email, seats: invitations.seats })
    .from(invitations)
    .where(eq(invitations.batchId, id))
    .orderBy(invitations.index);
  const lines = ['Email\tSeats', ...rows.map(({ email, seats }) => `${email}\t${seats}`)];
  const changes: DraftChanges = { rows: {}, step: 'check', ...(name !== null && { name }) };
  const draft = {
    source: Buffer.from(lines.join('\n')),
    fileName: null,
    reading: {},
    changes,
    batchId: id,
    isSent: false,
    updatedAt: sql`now()`,
  };
  await holdAccount(tx, accountId);
  await tx
    .insert(invitationDrafts)
    .values({ staffId: actor.id, accountId, ...draft })
    .onConflictDoUpdate({
      target: [invitationDrafts.staffId, invitationDrafts.accountId],
      set: draft,
    });
  return true;
}
