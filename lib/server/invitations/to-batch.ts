import 'server-only';
import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import { accountPaces, batches } from '@/lib/server/db/schema';
import type { Batch, BatchCounts, BatchStatus } from '@/lib/contract/invitations';
import { openStatuses } from './transitions';

/**
 * What is read of a batch: its columns, what the database's clock says of it, and its children. In
 * subqueries `batches` is written out: Drizzle leaves a lone table's name away.
 */
export const batchColumns = {
  ...getTableColumns(batches),
  isHeld: sql<boolean>`coalesce(${batches.holdUntil} > now(), false)`,
  waitsUntil: sql<Date | null>`${waits('waits_until')}`.mapWith(accountPaces.waitsUntil),
  waitsReason: sql<string | null>`${waits('waits_reason')}`,
  childIds: sql<string[]>`array(select child.id from batches as child
    where child.parent_id = batches.id order by child.created_at, child.id)`,
};

function waits(column: 'waits_until' | 'waits_reason') {
  return sql`(select ${sql.raw(column)} from account_paces
    where account_paces.account_id = batches.account_id and waits_until > now())`;
}

export type StoredBatch = typeof batches.$inferSelect & {
  isHeld: boolean;
  waitsUntil: Date | null;
  waitsReason: string | null;
  childIds: string[];
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
    holdUntil: stored.holdUntil?.toISOString() ?? null,
    finishedAt: stored.finishedAt?.toISOString() ?? null,
    pausedReason: stored.pausedReason,
    waitingUntil: (isWaiting && stored.waitsUntil?.toISOString()) || null,
    waitingReason: isWaiting ? stored.waitsReason : null,
    parentId: stored.parentId,
    childIds: stored.childIds,
    counts,
    total: stored.total,
  };
}

/**
 * A cancelled batch runs until what was being sent has ended. One that was cancelled too late, with
 * every row sent, is finished.
 */
function statusOf(stored: StoredBatch, counts: BatchCounts): BatchStatus {
  const isOpen = counts.pending + counts.sending > 0;
  if (!isOpen) return stored.cancelledAt && counts.cancelled > 0 ? 'cancelled' : 'finished';
  if (stored.cancelledAt) return 'running';
  if (stored.pausedAt) return 'paused';
  return stored.isHeld ? 'held' : 'running';
}

/** The same in SQL, for a list that is filtered by it. */
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
