import 'server-only';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import type { ExportUsersQuery, UpstreamUser } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordExport } from '@/lib/server/audit/limit-exports';
import { findStoredPasswords } from '@/lib/server/vault/stored-passwords';
import { CSV_START, csvLine, neutralizeCell, oneLine } from '@/lib/shared/csv';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { filterUsers, orderUsers } from './list-users';
import { userList } from './user-list';

const HEADINGS = ['E-mail', 'Seats', 'Used', 'State', 'Created', 'Password stored'];
const CREATED = HEADINGS.indexOf('Created');
const COLUMNS = [{ width: 36 }, { width: 10 }, { width: 10 }, { width: 12 }, { width: 12 }, {}];
/** Lines generated at once while the client reads them. */
const LINES = 1_000;

type Cell = string | number | null;

/**
 * The matching users, in the order on screen, as a file: CSV (UTF-8 with a byte order mark, so that
 * Excel reads it correctly; RFC 4180) generated while it is sent, XLSX, or only the addresses. An
 * unknown value is an empty cell. Text that a spreadsheet could run is neutralized in both.
 * @param usernames of the matches, only these; if left out, all
 * @throws DeskError `account_not_found`, `rate_limited`
 * @throws UpstreamError if no list was ever read
 */
export async function exportUsers(
  actor: Actor,
  query: ExportUsersQuery,
  usernames?: readonly string[],
): Promise<ReadableStream | Uint8Array<ArrayBuffer>> {
  const account = findAccount('remotepc', query.account);
  const { items } = await userList(account).read();
  const matching = filterUsers(items, orderUsers(items, query.sort), query);
  const chosen = usernames && new Set(usernames);
  const places = chosen
    ? matching.filter((place) => chosen.has(items[place]?.username ?? ''))
    : matching;
  const stored = await findStoredPasswords(account.id);
  await recordExport(actor, {
    action: 'users.exported',
    accountId: account.id,
    details: { format: query.format, rows: places.length },
  });
  const rowAt = (index: number): Cell[] => {
    const user = items[places[index] ?? -1];
    return user ? rowOf(user, stored.has(user.username)) : [];
  };
  if (query.format === 'xlsx') return xlsx(places.length, rowAt);
  if (query.format === 'csv') {
    return lines(places.length, CSV_START + csvLine(HEADINGS), (index) => csvLine(rowAt(index)));
  }
  return lines(places.length, '', (index) => {
    const username = items[places[index] ?? -1]?.username ?? '';
    return `${oneLine(shownEmail(username))}\n`;
  });
}

function rowOf(user: UpstreamUser, hasStoredPassword: boolean): Cell[] {
  const state = user.isActive === null ? null : user.isActive ? 'Active' : 'Inactive';
  const { username, seats, seatsUsed, createdOn } = user;
  return [
    shownEmail(username),
    seats,
    seatsUsed,
    state,
    createdOn,
    hasStoredPassword ? 'yes' : 'no',
  ];
}

function lines(length: number, start: string, lineAt: (index: number) => string): ReadableStream {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(start)),
    pull(controller) {
      const end = Math.min(next + LINES, length);
      let some = '';
      for (; next < end; next += 1) some += lineAt(next);
      if (some !== '') controller.enqueue(encoder.encode(some));
      if (next >= length) controller.close();
    },
  });
}

async function xlsx(
  length: number,
  rowAt: (index: number) => Cell[],
): Promise<Uint8Array<ArrayBuffer>> {
  const headings = HEADINGS.map((value) => ({ value, fontWeight: 'bold' as const }));
  const rows = Array.from({ length }, (_, index) =>
    rowAt(index).map((cell, column) => (column === CREATED ? dateCell(cell) : textCell(cell))),
  );
  const sheet: SheetData = [headings, ...rows];
  const file = writeXlsxFile(sheet, { sheet: 'Users', columns: COLUMNS, stickyRowsCount: 1 });
  return Uint8Array.from(await file.toBuffer());
}

function textCell(cell: Cell): Cell {
  return typeof cell === 'string' ? neutralizeCell(cell) : cell;
}

/**
 * A day that a spreadsheet can sort and calculate with. Its calendar starts in 1900, with one day
 * too many in February.
 */
function dateCell(day: Cell) {
  if (typeof day !== 'string' || day < '1900-03-01') return textCell(day);
  return { value: new Date(`${day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
}
