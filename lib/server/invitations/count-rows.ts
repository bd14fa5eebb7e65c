import 'server-only';
import { count, inArray } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { invitationStatuses, type BatchCounts } from '@/lib/contract/invitations';

/** Rows of each batch by status. Each batch's numbers are of one moment and add up to its total. */
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
