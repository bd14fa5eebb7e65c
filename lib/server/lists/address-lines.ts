import 'server-only';
import { MAX_BATCH_ROWS } from '@/lib/contract/invitations';
import { hasBracketedAddress } from '@/lib/shared/email/address-in';
import { cellsOfLines, type Cell } from './line-cells';
import { readLine } from './line-entries';
import type { ListEntry } from './read-table';

const LOOKED_AT = 20_000;
const LINES_LOOKED_AT = 50;
/** Lines without an address among those with one: a title, or headings nobody knows. */
const MOST_TITLES = 1;

/**
 * Whether the text is a list of addresses rather than a table: what mail programs copy (a name with
 * its address in angle brackets, or several addresses on a line), or addresses of which some have a
 * number of seats beside them.
 */
export async function isAddressLines(text: string): Promise<boolean> {
  const lines = await linesOf(text);
  const found = lines.map(readLine);
  if (!found.some(({ numbers }) => numbers > 0)) {
    if (lines.some((cells) => cells.some((cell) => hasBracketedAddress(cell.text)))) return true;
    // Names in cells of their own are a table's, and so is a second address beside them.
    const named = found.filter(({ addresses, isClear }) => addresses > 0 && !isClear).length;
    if (found.length < 2) return found.some(({ addresses }) => addresses > 1);
    return found.some(({ addresses }) => addresses > 1) && named * 2 <= found.length;
  }
  // A single row of two cells is a table like any other.
  if (found.length === 1 && found[0]?.addresses === 1 && isRow(lines[0])) return false;
  const titles = found.filter(({ addresses }) => addresses === 0).length;
  const clear = found.filter(({ isClear }) => isClear).length;
  return clear > 0 && titles <= MOST_TITLES && clear + titles === found.length;
}

/** Whether each line has one address and some have their number in front, some behind: no table does. */
export async function hasBothOrders(text: string): Promise<boolean> {
  const found = (await linesOf(text)).map(readLine);
  const pairs = found.filter(({ numbers }) => numbers > 0);
  return (
    found.every(({ addresses, isClear }) => addresses === 1 && isClear) &&
    pairs.some(({ isNumberFirst }) => isNumberFirst) &&
    pairs.some(({ isNumberFirst }) => !isNumberFirst)
  );
}

async function linesOf(text: string): Promise<Cell[][]> {
  const lines: Cell[][] = [];
  for await (const cells of cellsOfLines(text.slice(0, LOOKED_AT))) {
    if (lines.push(cells) === LINES_LOOKED_AT) break;
  }
  return lines;
}

function isRow(cells: readonly Cell[] = []): boolean {
  return (
    cells.length > 1 && cells.slice(0, -1).every(({ separator }) => ',;\t|'.includes(separator))
  );
}

/** The entries of such text. Ends a little after the most entries a batch can have. */
export async function splitAddresses(text: string): Promise<ListEntry[]> {
  const entries: ListEntry[] = [];
  for await (const cells of cellsOfLines(text)) {
    entries.push(...readLine(cells).entries);
    if (entries.length > 2 * MAX_BATCH_ROWS) break;
  }
  return entries;
}
