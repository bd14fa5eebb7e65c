import 'server-only';
import { and, asc, count, desc, eq, ilike, inArray, like, or, sql, type SQL } from 'drizzle-orm';
import type {
  Batch,
  BatchCause,
  BatchStatus,
  BatchRow,
  InvitationStatus,
} from '@/lib/contract/invitations';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { encodedSearch } from '@/lib/shared/email/shown-email';
import { countRows, noRows, batchColumns, statusColumn, toBatch, findBatch } from './find-batch';
import { explainCause, explainRow } from './reasons';

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

/** `%` and `_` in typed text aren't wildcards. */
function literally(search: string): string {
  return search.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function matches(search: string): SQL | undefined {
  const pattern = `%${literally(search)}%`;
  return or(
    ilike(batches.name, pattern),
    ilike(batches.createdByEmail, pattern),
    sql`exists (select from staff_members
      where staff_members.id = batches.created_by_id and name ilike ${pattern})`,
    sql`exists (select from invitations
      where batch_id = batches.id and email like ${pattern.toLowerCase()})`,
  );
}

type RowsQuery = {
  status?: InvitationStatus | undefined;
  search?: string;
  cause?: string | undefined;
  page: number;
  pageSize: number;
};

/** A batch's rows in the order they were given. @throws DeskError `not_found` */
export async function listBatchRows(
  actor: Actor,
  batchId: string,
  { status, search = '', cause, page, pageSize }: RowsQuery,
): Promise<{ items: BatchRow[]; total: number }> {
  await findBatch(actor, batchId);
  const isWanted = and(
    eq(invitations.batchId, batchId),
    status === undefined ? undefined : eq(invitations.status, status),
    search.trim() === '' ? undefined : hasEmail(search.trim()),
    cause === undefined ? undefined : and(isProblem, sql`${causeId} = ${cause}`),
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

/** As stored, or as shown: an address of another script is stored in its encoded form. */
export function hasEmail(search: string): SQL | undefined {
  const spellings = new Set([search.toLowerCase(), encodedSearch(search).toLowerCase()]);
  return or(...[...spellings].map((each) => like(invitations.email, `%${literally(each)}%`)));
}

const isProblem = inArray(invitations.status, ['rejected', 'unconfirmed']);

/** Rows with the same status, reason and vendor's word have the same cause. */
const causeId = sql<string>`left(md5(concat_ws(chr(31), ${invitations.status},
  coalesce(${invitations.message}, ''), coalesce(${invitations.upstreamCode}, ''))), 12)`;

/**
 * Why rows of a batch need attention, the most frequent reason first.
 * @throws DeskError `not_found`
 */
export async function listCauses(actor: Actor, batchId: string): Promise<{ items: BatchCause[] }> {
  await findBatch(actor, batchId);
  const { status, message, upstreamCode } = invitations;
  const causes = await db()
    .select({ id: causeId, status, message, upstreamCode, rows: count() })
    .from(invitations)
    .where(and(eq(invitations.batchId, batchId), isProblem))
    .groupBy(status, message, upstreamCode)
    .orderBy(desc(count()), asc(causeId));
  const items = causes.map(({ id, rows, ...cause }) => ({
    id,
    status: cause.status as BatchCause['status'],
    ...(cause.upstreamCode !== null && { upstreamCode: cause.upstreamCode }),
    message: explainCause(cause) ?? undefined,
    rows,
  }));
  return { items };
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
