import 'server-only';
import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  type BatchPreview,
  type DraftChanges,
  type ListReading,
  chosenColumnsSchema,
  MAX_ROWS_TO_HEADINGS,
  type ChosenColumns,
} from '@/lib/contract/invitations';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { columnChoices } from '@/lib/server/db/schema';
import { readList, type ListSource } from '@/lib/server/lists/read-list';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { knownCustomers } from '@/lib/server/users/user-list';
import { checkEntries } from './check-entries';

/**
 * What would happen to each row of a list, including a person's changes. Reads the last known
 * customer users and writes nothing upstream; selected columns are remembered.
 * @throws DeskError `invalid_request`
 */
export async function previewBatch(
  actor: Actor,
  account: Account,
  source: ListSource,
  { reading = {}, changes = {} }: { reading?: ListReading; changes?: DraftChanges['rows'] } = {},
): Promise<BatchPreview> {
  const { entries, ...list } = await readList(source, reading, (rows) =>
    findColumnChoice(actor.id, rows),
  );
  if (reading.columns) await rememberColumnChoice(actor.id, list.columns.headers, reading.columns);
  // Without the list the check continues and says so; the upstream returns EXISTS in any case.
  const [customers, policy] = await Promise.all([knownCustomers(account), findPolicy(account.id)]);
  const maxSeats = policy.maxSeatsPerInvitation;
  const usernames = customers?.usernames ?? new Set<string>();
  const { rows, seatsTotal } = await checkEntries(entries, {
    customers: usernames,
    maxSeats,
    changes,
  });
  const counts = { ready: 0, fix: 0, already_customer: 0, duplicate: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const customersAsOf = customers?.fetchedAt.toISOString() ?? null;
  const { holdAbove } = policy;
  return { ...list, rows, counts, seatsTotal, maxSeats, holdAbove, customersAsOf };
}

/**
 * The columns a staff member selected for an earlier list with one of these header rows. Only a row
 * of names is looked up: one with an address is a row of the list itself.
 */
async function findColumnChoice(
  staffId: string,
  firstRows: readonly (readonly string[])[],
): Promise<ChosenColumns | null> {
  const rows = firstRows.slice(0, MAX_ROWS_TO_HEADINGS);
  const hashes = rows.map((row) => (isRowOfNames(row) ? hashOf(row) : null));
  const asked = hashes.filter((hash) => hash !== null);
  if (asked.length === 0) return null;
  const found = await db()
    .select({ columns: columnChoices.columns, hash: columnChoices.headersHash })
    .from(columnChoices)
    .where(and(eq(columnChoices.staffId, staffId), inArray(columnChoices.headersHash, asked)));
  for (const [headerRow, hash] of hashes.entries()) {
    const columns = found.find((choice) => choice.hash === hash)?.columns;
    const chosen = chosenColumnsSchema.safeParse(columns).data;
    if (chosen) return { ...chosen, headerRow };
  }
  return null;
}

/** Stores what a staff member selected, for the next list with the same names. */
async function rememberColumnChoice(
  staffId: string,
  headings: readonly string[],
  columns: ChosenColumns,
): Promise<void> {
  if (!columns.hasHeader || !isRowOfNames(headings)) return;
  await db()
    .insert(columnChoices)
    .values({ staffId, headersHash: hashOf(headings), columns })
    .onConflictDoUpdate({
      target: [columnChoices.staffId, columnChoices.headersHash],
      set: { columns, updatedAt: sql`now()` },
    });
}

function isRowOfNames(row: readonly string[]): boolean {
  return row.length > 1 && !row.some((cell) => cell.includes('@'));
}

function hashOf(row: readonly string[]): string {
  const names = row.map((cell) => cell.normalize('NFKC').trim().toLowerCase());
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}
