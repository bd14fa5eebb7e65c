import 'server-only';
import { inArray } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { auditRemovals, auditSeals } from '@/lib/server/db/schema';
import { NO_HASH } from './canonical';
import { toEvent, type EventRow } from './event-rows';

/** Each event with what its hash is computed from, as exports and receivers get it. */
export async function toLines(rows: readonly EventRow[]): Promise<object[]> {
  const previous = await hashesBefore(rows);
  return rows.map((row) => toLine(row, previous));
}

/** The hashes that the rows' own follow on. */
async function hashesBefore(rows: readonly EventRow[]): Promise<Map<number, string>> {
  const before = rows.flatMap(({ seal }) => (seal ? [seal.sequence - 1] : []));
  if (before.length === 0) return new Map();
  const seals = await db()
    .select({ sequence: auditSeals.sequence, hash: auditSeals.hash })
    .from(auditSeals)
    .where(inArray(auditSeals.sequence, before));
  // The one before the first event that is kept was removed with its event.
  const removals = await db()
    .select({ sequence: auditRemovals.toSequence, hash: auditRemovals.hash })
    .from(auditRemovals)
    .where(inArray(auditRemovals.toSequence, before));
  return new Map(
    [...seals, ...removals].map(({ sequence, hash }) => [sequence, hash.toString('hex')]),
  );
}

function toLine(row: EventRow, previous: ReadonlyMap<number, string>): object {
  const { event, seal } = row;
  const shown = toEvent(row);
  return {
    ...shown,
    position: event.sequence,
    previousHash: seal && (previous.get(seal.sequence - 1) ?? NO_HASH),
    // Earlier versions recorded requests as a success; the hash is of what was recorded.
    ...(event.outcome !== shown.outcome && { recordedOutcome: event.outcome }),
  };
}
