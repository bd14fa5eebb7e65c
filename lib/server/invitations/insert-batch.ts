import 'server-only';
import { sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import type { Transaction } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { batches } from '@/lib/server/db/schema';
import { notifyWorker } from './notify-worker';

export type NewRow = {
  email: string;
  seats: number;
  /** As they stood in the list. */
  original?: { email: string; seats: string } | undefined;
};

export type NewBatch = {
  accountId: string;
  name: string | null;
  parentId: string | null;
  holdSeconds: number;
  rows: readonly NewRow[];
};

/**
 * Writes a batch, its rows and its event, and wakes the worker when the transaction commits.
 * An address that stands in the batch again is kept as a row that is never sent.
 * @returns the id
 */
export async function insertBatch(tx: Transaction, actor: Actor, batch: NewBatch): Promise<string> {
  const id = createId('bat');
  const { rows, holdSeconds, accountId, name, parentId } = batch;
  await tx.insert(batches).values({
    id,
    accountId,
    parentId,
    name,
    createdById: actor.id,
    createdByEmail: actor.email,
    requestId: actor.requestId,
    total: rows.length,
    holdUntil: holdSeconds > 0 ? sql`now() + make_interval(secs => ${holdSeconds})` : null,
  });
  const duplicateOf = firstIndexes(rows.map(({ email }) => email));
  // One parameter per column: 50,000 rows of parameters each would pass PostgreSQL's limit.
  await tx.execute(sql`
    insert into invitations
      (batch_id, index, email, seats, original_email, original_seats, duplicate_of)
    select ${id}, row.position - 1, row.email, row.seats, row.original_email, row.original_seats,
      row.duplicate_of
    from unnest(
      ${sql.param(rows.map(({ email }) => email))}::text[],
      ${sql.param(rows.map(({ seats }) => seats))}::int[],
      ${sql.param(rows.map(({ original }) => original?.email ?? null))}::text[],
      ${sql.param(rows.map(({ original }) => original?.seats ?? null))}::text[],
      ${sql.param(duplicateOf)}::int[]
    ) with ordinality
      as row (email, seats, original_email, original_seats, duplicate_of, position)`);
  await recordEvent(
    actor,
    {
      action: 'batch.created',
      outcome: 'success',
      target: id,
      accountId,
      details: {
        total: rows.length,
        repeated: duplicateOf.filter((index) => index !== null).length,
        seats: rows.reduce((sum, { seats }) => sum + seats, 0),
        holdSeconds,
        ...(name && { name }),
        ...(parentId && { parentId }),
      },
    },
    tx,
  );
  await notifyWorker(tx);
  return id;
}

/** For each e-mail the index at which it stood before, or null. */
function firstIndexes(emails: readonly string[]): (number | null)[] {
  const seen = new Map<string, number>();
  return emails.map((email, index) => {
    const first = seen.get(email);
    if (first === undefined) seen.set(email, index);
    return first ?? null;
  });
}
