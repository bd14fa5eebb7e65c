import 'server-only';
import type { ChosenUsersInput, ExportUsersQuery, UpstreamUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { accountColumn, recordExportOf } from '@/lib/server/accounts/exported-rows';
import { joinLists, requireAll } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { findAnnotations, notAnnotated } from '@/lib/server/annotations/annotations';
import { userAnnotations } from '@/lib/server/db/schema';
import { writeLines, writeTable, type Cell } from '@/lib/server/lists/write-table';
import { findStoredPasswords } from '@/lib/server/vault/stored-passwords';
import { oneLine } from '@/lib/shared/csv';
import { shownEmail } from '@/lib/shared/email/shown-email';
import type { ExportColumnId } from '@/lib/shared/user-columns';
import { assignmentsOf } from './assignments';
import { accountsFor, chooser } from './chosen-users';
import { findMatches } from './list-users';
import { userList } from './user-list';

const CREATED = 'Created';
const HEADINGS: Record<ExportColumnId, string> = {
  seats: 'Seats',
  seatsUsed: 'Used',
  unused: 'Unused',
  utilisation: 'Utilization (%)',
  status: 'State',
  createdOn: CREATED,
  password: 'Password stored',
  tags: 'Tags',
  customer: 'Customer',
};
/** Where the caller names none: scripts rely on these. */
const COLUMNS: readonly ExportColumnId[] = [
  'seats',
  'seatsUsed',
  'status',
  'createdOn',
  'password',
  'tags',
];
/**
 * The matching users, in the order on screen, as a file: CSV (UTF-8 with a byte order mark, so that
 * Excel reads it correctly; RFC 4180) generated while it is sent, XLSX, or only the addresses. An
 * unknown value is an empty cell. Text that a spreadsheet could run is neutralized in both.
 * @param chosen of the matches, only these; if left out, all
 * @throws DeskError `account_not_found`, `account_disabled`, `rate_limited`
 * @throws UpstreamError if no list was ever read
 */
export async function exportUsers(
  actor: Actor,
  query: ExportUsersQuery,
  chosen?: ChosenUsersInput,
): Promise<ReadableStream | Uint8Array<ArrayBuffer>> {
  const accounts = await accountsFor(actor, query.account, chosen);
  const list = await joinLists('users', accounts, userList);
  const { items, accountAt, unavailable } = list;
  requireAll('users', unavailable);
  const matching = await findMatches(list, accounts, query);
  const isChosen = chosen && chooser(chosen);
  const places = isChosen
    ? matching.filter((place) => isChosen(accountAt(place), items[place]?.username ?? ''))
    : matching;
  const columns = query.columns?.filter((id) => id !== 'username') ?? COLUMNS;
  const [stored, annotations, assignmentOf] = await Promise.all([
    ofEach(accounts, findStoredPasswords),
    ofEach(accounts, (id) => findAnnotations(userAnnotations, id)),
    columns.includes('customer') ? assignmentsOf(accounts) : null,
  ]);
  await recordExportOf(actor, accounts, {
    action: 'users.exported',
    format: query.format,
    rows: places.length,
  });
  // Rows that were selected by account come from a list of several, even if all are of one.
  const hasAccount = accounts.length > 1 || chosen?.users !== undefined;
  const account = hasAccount ? accountColumn(accounts) : null;
  const headings = ['E-mail', ...columns.map((id) => HEADINGS[id])];
  if (account) headings.push(account.heading);
  const rowAt = (index: number): Cell[] => {
    const place = places[index] ?? -1;
    const user = items[place];
    if (!user) return [];
    const accountId = accountAt(place);
    const hasPassword = stored.get(accountId)?.has(user.username) ?? false;
    const { tags } = annotations.get(accountId)?.get(user.username) ?? notAnnotated;
    const { username } = user;
    const customer = assignmentOf?.({ accountId, username }).customer?.name ?? null;
    const facts = { ...user, hasPassword, tags, customer };
    const cells = [shownEmail(user.username), ...columns.map((id) => cellOf(facts, id))];
    return account ? [...cells, account.cellOf(accountId)] : cells;
  };
  if (query.format !== 'txt') {
    const { length } = places;
    const table = { name: 'Users', headings, dayHeadings: [CREATED], length, rowAt };
    return writeTable(query.format, table);
  }
  return writeLines(places.length, '', (index) => {
    const username = items[places[index] ?? -1]?.username ?? '';
    return `${oneLine(shownEmail(username))}\n`;
  });
}

async function ofEach<Facts>(
  accounts: readonly Account[],
  find: (accountId: string) => Promise<ReadonlyMap<string, Facts>>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Facts>>> {
  return new Map(await Promise.all(accounts.map(async ({ id }) => [id, await find(id)] as const)));
}

type Facts = UpstreamUser & {
  hasPassword: boolean;
  tags: readonly string[];
  customer: string | null;
};

/** Null: unknown. Someone over their limit has no seats unused. */
function cellOf(facts: Facts, column: ExportColumnId): Cell {
  const { seats, seatsUsed, isActive, createdOn, hasPassword, tags, customer } = facts;
  const isKnown = seats !== null && seatsUsed !== null;
  switch (column) {
    case 'seats':
      return seats;
    case 'seatsUsed':
      return seatsUsed;
    case 'unused':
      return isKnown ? Math.max(seats - seatsUsed, 0) : null;
    case 'utilisation':
      return isKnown && seats > 0 ? Math.round((seatsUsed / seats) * 100) : null;
    case 'status':
      return isActive === null ? null : isActive ? 'Active' : 'Inactive';
    case 'createdOn':
      return createdOn;
    case 'password':
      return hasPassword ? 'yes' : 'no';
    case 'tags':
      return tags.length > 0 ? tags.join(', ') : null;
    case 'customer':
      return customer;
  }
}
