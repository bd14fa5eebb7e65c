import 'server-only';
import { eq } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { BATCH_ID, type Batch } from '@/lib/contract/invitations';
import { countRows, noRows } from './count-rows';
import { batchColumns, toBatch } from './to-batch';

/** @throws DeskError `not_found` */
export async function findBatch(id: string): Promise<Batch> {
  requireBatchId(id);
  // One snapshot for both: a batch must not seem finished with rows that still wait.
  return db().transaction(
    async (tx) => {
      const [stored] = await tx.select(batchColumns).from(batches).where(eq(batches.id, id));
      if (!stored) throw noSuchBatch();
      const counts = await countRows([id], tx);
      return toBatch(stored, counts.get(id) ?? noRows());
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/**
 * The batch, locked until the transaction ends: whoever sends or records an answer waits.
 * @throws DeskError `not_found`
 */
export async function lockBatch(tx: Transaction, id: string): Promise<typeof batches.$inferSelect> {
  requireBatchId(id);
  const [stored] = await tx.select().from(batches).where(eq(batches.id, id)).for('update');
  if (!stored) throw noSuchBatch();
  return stored;
}

/** Whatever else stands in the path is no batch, and doesn't reach the database. @throws DeskError `not_found` */
export function requireBatchId(id: string): void {
  if (!BATCH_ID.test(id)) throw noSuchBatch();
}

function noSuchBatch(): DeskError {
  return new DeskError('not_found', {
    detail: 'There is no such batch. Open it again from the list of batches.',
  });
}
