import 'server-only';
import { sql } from 'drizzle-orm';
import { MAX_BATCH_NAME, type RetryBatchInput } from '@/lib/contract/invitations';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { DeskError } from '@/lib/server/errors';
import { insertBatch, type NewRow, requireSeatsWithinPolicy } from './create-batch';
import { lockBatch, requireBatchId } from './find-batch';
import { problemStatuses } from './row-states';

/**
 * Creates a child batch from the rows that were rejected, unconfirmed or cancelled, as they were in
 * the list. A row is left out if a later batch of the same family already contains its address: the
 * result is there. A batch that was stopped before it sent the row doesn't count, so a retry undone
 * during its hold can be repeated. The policy is checked again, as for a new batch, since the seat
 * limit may have been lowered.
 * @throws DeskError `not_found`, `conflict`; `invalid_request` with the row's index in this batch
 */
export async function retryBatch(
  actor: Actor,
  id: string,
  { holdSeconds }: RetryBatchInput,
): Promise<{ id: string }> {
  requireBatchId(id);
  return db().transaction(async (tx) => {
    // One retry per family at a time: two could take the same row.
    const rootId = await findRoot(tx, id);
    if (rootId !== id) await lockBatch(tx, actor, rootId);
    const batch = await lockBatch(tx, actor, id);
    if (!batch.finishedAt) {
      throw new DeskError('conflict', {
        detail: 'This batch is still in progress. Wait until it finishes, or cancel it first.',
      });
    }
    const problems = await listProblems(tx, id, rootId);
    const rows = problems.filter(({ isTakenUp }) => !isTakenUp);
    if (rows.length === 0) {
      const detail =
        problems.length > 0
          ? 'These rows were already retried in another batch. Open that batch instead.'
          : 'No rows of this batch need a retry.';
      throw new DeskError('conflict', { detail });
    }
    const { accountId, name } = batch;
    await requireSeatsWithinPolicy(accountId, rows, {
      tx,
      nextStep: 'Download the problems, lower the seats in that file, and upload it as a new list.',
    });
    const child = {
      accountId,
      name: retryName(name),
      parentId: id,
      holdSeconds,
      rows: rows.map(toNewRow),
    };
    return { id: await insertBatch(tx, actor, child) };
  });
}

const RETRY_NAME = /^Retry (?:(\d+) )?of (.*)$/s;

/** "Retry of May": a list where two batches have one name doesn't say which is which. */
export function retryName(name: string | null): string | null {
  if (name === null) return null;
  const [, number = '1', first] = RETRY_NAME.exec(name) ?? [];
  const next = first === undefined ? `Retry of ${name}` : `Retry ${Number(number) + 1} of ${first}`;
  return next.slice(0, MAX_BATCH_NAME);
}

async function findRoot(tx: Transaction, id: string): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive line as (
      select id, parent_id from batches where id = ${id}
      union all
      select batches.id, batches.parent_id from batches join line on batches.id = line.parent_id
    ) select id from line where parent_id is null`);
  return rows[0]?.id ?? id;
}

type Problem = {
  index: number;
  email: string;
  seats: number;
  originalEmail: string | null;
  originalSeats: string | null;
  isTakenUp: boolean;
};

async function listProblems(tx: Transaction, id: string, rootId: string): Promise<Problem[]> {
  const { rows } = await tx.execute<Problem>(sql`
    with recursive family as (
      select id, created_at from batches where id = ${rootId}
      union all
      select batches.id, batches.created_at from batches join family on batches.parent_id = family.id
    ), later as (
      select distinct email from invitations where status <> 'cancelled' and batch_id in (
        select family.id from family join batches as own on own.id = ${id}
        where family.id <> own.id and family.created_at >= own.created_at)
    )
    select i.index, i.email, i.seats, i.original_email as "originalEmail",
      i.original_seats as "originalSeats", later.email is not null as "isTakenUp"
    from invitations as i left join later on later.email = i.email
    where i.batch_id = ${id} and i.status in ${[...problemStatuses]}
    order by i.index`);
  return rows;
}

function toNewRow({ email, seats, originalEmail, originalSeats }: Problem): NewRow {
  if (originalEmail === null || originalSeats === null) return { email, seats };
  return { email, seats, original: { email: originalEmail, seats: originalSeats } };
}
