import 'server-only';
import { eq, getTableColumns, sql, type SQL, count, inArray } from 'drizzle-orm';
import {
  BATCH_ID,
  type Batch,
  type BatchCounts,
  type BatchStatus,
  invitationStatuses,
} from '@/lib/contract/invitations';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches, accountPaces, invitations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { maySeeAccount, type Viewer } from '@/lib/server/policies/permissions';
import { explainWait } from './reasons';
import { openStatuses } from './row-states';

/**
 * What is read of a batch: its columns, values that depend on the database's clock, and its
 * children. Subqueries spell out `batches`, because Drizzle omits the name of a single table.
 */
export const batchColumns = {
  ...getTableColumns(batches),
  isHeld: sql<boolean>`coalesce(${batches.holdUntil} > now(), false)`,
  waitsUntil: sql<Date | null>`${waits('waits_until')}`.mapWith(accountPaces.waitsUntil),
  waitsReason: sql<string | null>`${waits('waits_reason')}`,
  createdByName: sql<string | null>`(select name from staff_members
    where staff_members.id = batches.created_by_id)`,
  childIds: sql<string[]>`array(select child.id from batches as child
    where child.parent_id = batches.id order by child.created_at, child.id)`,
};

function waits(column: 'waits_until' | 'waits_reason') {
  return sql`(select ${sql.raw(column)} from account_paces
    where account_paces.account_id = batches.account_id and waits_until > now())`;
}

type StoredBatch = typeof batches.$inferSelect & {
  isHeld: boolean;
  waitsUntil: Date | null;
  waitsReason: string | null;
  childIds: string[];
  createdByName: string | null;
};

export function toBatch(stored: StoredBatch, counts: BatchCounts): Batch {
  const status = statusOf(stored, counts);
  const isWaiting = status === 'running' && counts.pending > 0;
  return {
    id: stored.id,
    accountId: stored.accountId,
    name: stored.name,
    status,
    createdAt: stored.createdAt.toISOString(),
    createdBy: stored.createdByEmail,
    createdByName: stored.createdByName,
    holdUntil: stored.holdUntil?.toISOString() ?? null,
    finishedAt: stored.finishedAt?.toISOString() ?? null,
    pausedReason: explainWait(stored.pausedReason),
    waitingUntil: (isWaiting && stored.waitsUntil?.toISOString()) || null,
    waitingReason: isWaiting ? explainWait(stored.waitsReason) : null,
    parentId: stored.parentId,
    childIds: stored.childIds,
    counts,
    total: stored.total,
  };
}

/**
 * A cancelled batch is running until the rows being sent have finished. One that was cancelled too
 * late, with every row sent, is finished.
 */
function statusOf(stored: StoredBatch, counts: BatchCounts): BatchStatus {
  const isOpen = counts.pending + counts.sending > 0;
  if (!isOpen) return stored.cancelledAt && counts.cancelled > 0 ? 'cancelled' : 'finished';
  if (stored.cancelledAt) return 'running';
  if (stored.pausedAt) return 'paused';
  return stored.isHeld ? 'held' : 'running';
}

/** The same in SQL, for filtering a list. */
export const statusColumn = sql<BatchStatus>`case
  when not ${exists(sql`status in ${[...openStatuses]}`)} then case
    when ${batches.cancelledAt} is not null and ${exists(sql`status = 'cancelled'`)}
    then 'cancelled' else 'finished' end
  when ${batches.cancelledAt} is not null then 'running'
  when ${batches.pausedAt} is not null then 'paused'
  when ${batches.holdUntil} > now() then 'held'
  else 'running' end`;

function exists(condition: SQL): SQL {
  return sql`exists (select from invitations where batch_id = batches.id and ${condition})`;
}

/** @throws DeskError `not_found`, also if it is of an account outside the viewer's scope */
export async function findBatch(viewer: Viewer, id: string): Promise<Batch> {
  requireBatchId(id);
  // One snapshot for both: a batch must not appear finished with rows still pending.
  return db().transaction(
    async (tx) => {
      const [stored] = await tx.select(batchColumns).from(batches).where(eq(batches.id, id));
      if (!stored || !maySeeAccount(viewer, stored.accountId)) throw noSuchBatch();
      const counts = await countRows([id], tx);
      return toBatch(stored, counts.get(id) ?? noRows());
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/**
 * The batch, locked until the transaction ends: sending and recording results wait.
 * @throws DeskError `not_found`
 */
export async function lockBatch(
  tx: Transaction,
  viewer: Viewer,
  id: string,
): Promise<typeof batches.$inferSelect> {
  requireBatchId(id);
  const [stored] = await tx.select().from(batches).where(eq(batches.id, id)).for('update');
  if (!stored || !maySeeAccount(viewer, stored.accountId)) throw noSuchBatch();
  return stored;
}

/**
 * Anything else in the path isn't a batch, and doesn't reach the database.
 * @throws DeskError `not_found`
 */
export function requireBatchId(id: string): void {
  if (!BATCH_ID.test(id)) throw noSuchBatch();
}

function noSuchBatch(): DeskError {
  return new DeskError('not_found', {
    detail: 'This batch doesn’t exist. Open it again from Invitations.',
  });
}

/**
 * Rows of each batch by status. Each batch's numbers are from one moment and add up to its total.
 */
export async function countRows(
  batchIds: string[],
  executor: Pick<Transaction, 'select'> = db(),
): Promise<Map<string, BatchCounts>> {
  const counts = new Map(batchIds.map((id) => [id, noRows()]));
  if (batchIds.length === 0) return counts;
  const groups = await executor
    .select({ batchId: invitations.batchId, status: invitations.status, rows: count() })
    .from(invitations)
    .where(inArray(invitations.batchId, batchIds))
    .groupBy(invitations.batchId, invitations.status);
  for (const { batchId, status, rows } of groups) {
    const own = counts.get(batchId);
    if (own) own[status] = rows;
  }
  return counts;
}

export function noRows(): BatchCounts {
  return Object.fromEntries(invitationStatuses.map((status) => [status, 0])) as BatchCounts;
}
