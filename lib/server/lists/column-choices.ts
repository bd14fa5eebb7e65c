import 'server-only';
import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { columnChoices } from '@/lib/server/db/schema';
import {
  chosenColumnsSchema,
  MAX_ROWS_TO_HEADINGS,
  type ChosenColumns,
} from '@/lib/contract/invitations';

/**
 * The columns a staff member chose for a list whose columns have the names in one of these rows.
 * Only a row of names is looked up: one with an address is a row of the list itself.
 */
export async function findColumnChoice(
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

/** Keeps what a staff member chose, for the next list with the same names. */
export async function rememberColumnChoice(
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
