import 'server-only';
import { and, asc, count, eq } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import type { BatchRow, InvitationStatus } from '@/lib/contract/invitations';
import { findBatch } from './find-batch';

type Query = { status?: InvitationStatus | undefined; page: number; pageSize: number };

/** A batch's rows in the order they were given. @throws DeskError `not_found` */
export async function listBatchRows(
  batchId: string,
  { status, page, pageSize }: Query,
): Promise<{ items: BatchRow[]; total: number }> {
  await findBatch(batchId);
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
    ...(row.message !== null && { message: row.message }),
    attempts: row.attempts,
    updatedAt: row.updatedAt.toISOString(),
  };
}
