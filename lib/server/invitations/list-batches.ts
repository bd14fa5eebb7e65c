import 'server-only';
import { and, count, desc, eq, ilike, or, sql, type SQL } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import type { Batch, BatchStatus } from '@/lib/contract/invitations';
import { countRows, noRows } from './count-rows';
import { batchColumns, statusColumn, toBatch } from './to-batch';

type Query = { search?: string; status?: BatchStatus | undefined; page: number; pageSize: number };

/** An account's batches, newest first. */
export async function listBatches(
  accountId: string,
  { search = '', status, page, pageSize }: Query,
): Promise<{ items: Batch[]; total: number; page: number; pageSize: number }> {
  const isWanted = and(
    eq(batches.accountId, accountId),
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

/** Literally: `%` and `_` in what was typed stand for themselves. */
function matches(search: string): SQL | undefined {
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(
    ilike(batches.name, pattern),
    ilike(batches.createdByEmail, pattern),
    sql`exists (select from invitations
      where batch_id = batches.id and email like ${pattern.toLowerCase()})`,
  );
}
