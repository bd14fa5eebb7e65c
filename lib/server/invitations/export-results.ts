import 'server-only';
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { normalizeEmail } from '@/lib/contract/common';
import type { Actor } from '@/lib/server/actor';
import { recordExport } from '@/lib/server/audit/limit-exports';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { CSV_START, csvLine } from '@/lib/shared/csv';
import { addressIn } from '@/lib/shared/email/address-in';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { readSeats } from '@/lib/shared/seats';
import { findBatch } from './find-batch';
import { explainRow } from './reasons';
import { problemStatuses } from './row-states';

const PAGE_SIZE = 1_000;

/**
 * An upload is read by the first two columns, so the file can be uploaded again as it is. No other
 * name may be mistaken for an address or seats.
 */
const COLUMNS = [
  'email',
  'seats',
  'status',
  'reason',
  'upstreamCode',
  'attempts',
  'updatedAt',
  'listed',
  'listedQuantity',
];

/**
 * A batch's rows with their results as CSV, read page by page while it is sent.
 * @throws DeskError `not_found`
 */
export async function exportResults(
  actor: Actor,
  batchId: string,
  only?: 'problems',
): Promise<ReadableStream<Uint8Array>> {
  const { accountId } = await findBatch(actor, batchId);
  await recordExport(actor, {
    action: 'batch.exported',
    target: batchId,
    accountId,
    details: { format: 'csv', ...(only && { only }) },
  });
  const encoder = new TextEncoder();
  let after = -1;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(CSV_START + csvLine(COLUMNS)));
    },
    async pull(controller) {
      const rows = await readRows(batchId, after, only);
      after = rows.at(-1)?.index ?? after;
      if (rows.length > 0) controller.enqueue(encoder.encode(rows.map(resultLine).join('')));
      if (rows.length < PAGE_SIZE) controller.close();
    },
  });
}

type StoredRow = typeof invitations.$inferSelect;

async function readRows(
  batchId: string,
  after: number,
  only: 'problems' | undefined,
): Promise<StoredRow[]> {
  return db()
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.batchId, batchId),
        gt(invitations.index, after),
        only ? inArray(invitations.status, [...problemStatuses]) : undefined,
      ),
    )
    .orderBy(asc(invitations.index))
    .limit(PAGE_SIZE);
}

/**
 * The first columns hold what was typed if it reads as what was sent. If a person fixed it first,
 * they hold what was sent: otherwise the file would be uploaded with the error in it.
 */
function resultLine(row: StoredRow): string {
  const { originalEmail, originalSeats, status, upstreamCode, attempts, updatedAt } = row;
  const isSameEmail =
    originalEmail !== null && normalizeEmail(addressIn(originalEmail)) === row.email;
  const isSameSeats = originalSeats !== null && readSeats(originalSeats) === row.seats;
  return csvLine([
    isSameEmail ? originalEmail : shownEmail(row.email),
    isSameSeats ? originalSeats : row.seats,
    status,
    explainRow(row),
    upstreamCode,
    attempts,
    updatedAt,
    originalEmail,
    originalSeats,
  ]);
}
