import 'server-only';
import { and, count, desc, eq, ilike, inArray, or, sql, type SQL, asc } from 'drizzle-orm';
import type { Batch, BatchStatus, BatchRow, InvitationStatus } from '@/lib/contract/invitations';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { countRows, noRows, batchColumns, statusColumn, toBatch, findBatch } from './find-batch';
import { explainRow } from './reasons';

type Query = { search?: string; status?: BatchStatus | undefined; page: number; pageSize: number };

/** The batches of these accounts, newest first. */
export async function listBatches(
  accountIds: readonly string[],
  { search = '', status, page, pageSize }: Query,
): Promise<{ items: Batch[]; total: number; page: number; pageSize: number }> {
  const isWanted = and(
    inArray(batches.accountId, [...accountIds]),
    search.trim() === '' ? undefined : matches(search.trim()),
    status === undefined ? undefined : sql`${statusColumn} = ${status}`,
  );
  return db().transaction(
    async (tx) => {
      const [all] = await tx.select({ total: count() }).from(batches).where(isWanted);
      const stored = await tx
        .select(batchColumns)
        .from(batches)
        .where(isWanted)
        .orderBy(desc(batches.createdAt), desc(batches.id))
        .limit(pageSize)
        .offset((page - 1) * pageSize);
      const counts = await countRows(
        stored.map(({ id }) => id),
        tx,
      );
      const items = stored.map((batch) => toBatch(batch, counts.get(batch.id) ?? noRows()));
      return { items, total: all?.total ?? 0, page, pageSize };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** Literally: `%` and `_` in typed text aren't wildcards. */
function matches(search: string): SQL | undefined {
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(
    ilike(batches.name, pattern),
    ilike(batches.createdByEmail, pattern),
    sql`exists (select from invitations
      where batch_id = batches.id and email like ${pattern.toLowerCase()})`,
  );
}

type RowsQuery = { status?: InvitationStatus | undefined; page: number; pageSize: number };

/** A batch's rows in the order they were given. @throws DeskError `not_found` */
export async function listBatchRows(
  actor: Actor,
  batchId: string,
  { status, page, pageSize }: RowsQuery,
): Promise<{ items: BatchRow[]; total: number }> {
  await findBatch(actor, batchId);
  const isWanted = and(
    eq(invitations.batchId, batchId),
    status === undefined ? undefined : eq(invitations.status, status),
  );
  const [all] = await db().select({ total: count() }).from(invitations).where(isWanted);
  const rows = await db()
    .select()
    .from(invitations)
    .where(isWanted)
    .orderBy(asc(invitations.index))
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return { items: rows.map(toBatchRow), total: all?.total ?? 0 };
}

function toBatchRow(row: typeof invitations.$inferSelect): BatchRow {
  return {
    index: row.index,
    email: row.email,
    seats: row.seats,
    status: row.status,
    ...(row.upstreamCode !== null && { upstreamCode: row.upstreamCode }),
    message: explainRow(row) ?? undefined,
    attempts: row.attempts,
    updatedAt: row.updatedAt.toISOString(),
  };
}
