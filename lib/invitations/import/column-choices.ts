import 'server-only';
import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { db } from '../../db/client';
import { columnChoices } from '../../db/schema';
import { chosenColumnsSchema, type ChosenColumns } from '../../schemas/invitations';

/**
 * The columns a staff member chose for a list with this first row. Only a row of names is looked
 * up: one with an address is a row of the list itself.
 */
export async function findColumnChoice(
  staffId: string,
  firstRow: readonly string[],
): Promise<ChosenColumns | null> {
  if (!isRowOfNames(firstRow)) return null;
  const [found] = await db()
    .select({ columns: columnChoices.columns })
    .from(columnChoices)
    .where(
      and(eq(columnChoices.staffId, staffId), eq(columnChoices.headersHash, hashOf(firstRow))),
    );
  return found ? (chosenColumnsSchema.safeParse(found.columns).data ?? null) : null;
}

/** Keeps what a staff member chose, for the next list with the same names. */
export async function rememberColumnChoice(
  staffId: string,
  firstRow: readonly string[],
  columns: ChosenColumns,
): Promise<void> {
  if (!columns.hasHeader || !isRowOfNames(firstRow)) return;
  await db()
    .insert(columnChoices)
    .values({ staffId, headersHash: hashOf(firstRow), columns })
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
