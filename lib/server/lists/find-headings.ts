import 'server-only';
import { MAX_ROWS_TO_HEADINGS } from '@/lib/contract/invitations';
import { meaningOfHeading } from './column-names';

type Headings = {
  row: number;
  /** False: a row above holds an address, and would be left out with the titles. */
  isSure: boolean;
};

/**
 * Which row holds the names of the columns: of the first twenty the one that says most, before the
 * first row of the list itself. Null: none has a known name.
 */
export function findHeadings(rows: readonly (readonly string[])[]): Headings | null {
  let best: (Headings & { known: number; filled: number }) | null = null;
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const isOneColumn = widest < 2;
  let isAddressAbove = false;
  for (const [row, cells] of rows.slice(0, MAX_ROWS_TO_HEADINGS).entries()) {
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    if (cells.some((cell) => cell.includes('@'))) {
      // A cell or two with an address may be a title still: "Exported by ann@x.example".
      if (filled > 2 || (filled === 2 && widest < 3) || isOneColumn) break;
      isAddressAbove = true;
      continue;
    }
    const meanings = cells.map(meaningOfHeading).filter((meaning) => meaning !== null);
    const known = meanings.length;
    const isFirst = row === 0 ? known > 0 : isRowOfNames(cells, meanings, filled);
    const isMore =
      !best || known > best.known || (known === best.known && filled > best.filled && known > 1);
    if (isFirst && isMore) best = { row, isSure: !isAddressAbove, known, filled };
  }
  return best && { row: best.row, isSure: best.isSure };
}

/** Whether cells are the names of columns wherever they stand, not only in a first row. */
export function areHeadings(cells: readonly string[]): boolean {
  return findHeadings([['-'], cells])?.row === 1;
}

/** Below the first row a name may be a row of the list: it takes more to be the headings. */
function isRowOfNames(cells: readonly string[], meanings: readonly string[], filled: number) {
  const hasNumber = cells.some((cell) => /^\s*\d+(?:[.,]\d+)?\s*$/.test(cell));
  const hasAddress = meanings.some((meaning) => /^(?:maybe_|own_)?email$/.test(meaning));
  return !hasNumber && hasAddress && (filled > 1 || meanings.includes('email'));
}
