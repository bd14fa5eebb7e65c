import 'server-only';
import { MAX_ROWS_TO_HEADINGS } from '@/lib/contract/invitations';
import type { PasswordColumns, PasswordList } from '@/lib/contract/password-lists';
import {
  addressColumns,
  fullest,
  isAddress,
  namedAddresses,
} from '@/lib/server/lists/guess-columns';
import { meaningOfHeading, namesIn } from '@/lib/server/lists/headings';

/** Folded names of a password column, in English, German, French and Spanish. */
const PASSWORD_NAMES = new Set(
  `password passwords passwd passwds pass pw pwd passphrase userpassword loginpassword
  accountpassword customerpassword remotepcpassword storedpassword
  passwort passworte passworter passwoerter kennwort kennworte kennworter kennwoerter
  benutzerpasswort benutzerkennwort kundenpasswort kundenkennwort zugangspasswort
  motdepasse motsdepasse mdp motdepasseutilisateur motdepasseclient
  contrasena contrasenas clave claves clavedeacceso contrasenadelusuario contrasenadelcliente
  contrasenausuario contrasenacliente`.split(/\s+/),
);

/** `confirmpassword`, `altespasswort`: a password, but perhaps not the right one. */
const ENDS = /(?:password|passwort|kennwort|motdepasse|contrasena)$/;
const LONGEST_HEADING = 40;

/** What a folded name means: certainly the passwords, perhaps, or something else. */
export function passwordMeaningOf(name: string): 'password' | 'maybe_password' | null {
  if (name.length > LONGEST_HEADING) return null;
  if (PASSWORD_NAMES.has(name)) return 'password';
  return ENDS.test(name) ? 'maybe_password' : null;
}

type Columns = PasswordList['columns'];
type Rows = readonly (readonly string[])[];

const LONGEST_NAME = 100;

/**
 * Which column has the usernames and which the passwords. A wrong guess would store something else
 * as a password unnoticed: without a name, a column is certain only if it is the only one left.
 * @param width how many columns the table has
 */
export function guessPasswordColumns(head: Rows, width: number): Columns {
  const columns = Array.from({ length: width }, (_, at) => at);
  const addresses = columns.map(
    (column) => head.filter((row) => isAddress(row[column] ?? '')).length,
  );
  const headerRow = rowOfNames(head);
  if (headerRow === null) {
    return { ...byCells(head, columns, addresses), addresses };
  }
  const names = head[headerRow] ?? [];
  const headers = columns.map((column) => (names[column] ?? '').trim().slice(0, LONGEST_NAME));
  return {
    ...byNames(head.slice(headerRow + 1), columns, headers),
    ...(headerRow > 0 && { headerRow }),
    headers,
    addresses,
  };
}

/** A person's selection is used as it is. */
export function asChosen(
  guess: Columns,
  { username, password, hasHeader, headerRow = 0 }: PasswordColumns,
): Columns {
  const { headers, addresses } = guess;
  const row = hasHeader && headerRow > 0 ? { headerRow } : {};
  return { username, password, hasHeader, ...row, headers, isSure: true, addresses };
}

/** Titles may be above the names, but no row of the list. */
export function rowOfNames(head: Rows): number | null {
  for (const [row, cells] of head.slice(0, MAX_ROWS_TO_HEADINGS).entries()) {
    if (cells.some((cell) => cell.includes('@'))) return null;
    if (isRowOfNames(cells, row)) return row;
  }
  return null;
}

/**
 * Only clear names make the first row a header: its cells are shown as names, which someone's
 * password must not be.
 */
function isRowOfNames(cells: readonly string[], row: number): boolean {
  const emails = cells.filter((cell) => meaningOfHeading(cell) === 'email').length;
  const passwords = cells.filter((cell) => passwordMeaningOfHeading(cell) !== null).length;
  const sure = cells.some((cell) => passwordMeaningOfHeading(cell) === 'password');
  // Further down, a single word may be someone's password: names for both columns are required.
  return row === 0 ? emails > 0 || sure : emails > 0 && passwords > 0;
}

function passwordMeaningOfHeading(cell: string) {
  return passwordMeaningOf(namesIn(cell)[0] ?? '');
}

function byNames(body: Rows, columns: readonly number[], headers: readonly string[]) {
  const meanings = headers.map(passwordMeaningOfHeading);
  const others = columns.filter((column) => meanings[column] === null);
  const email = namedAddresses(body, others, headers.map(meaningOfHeading));
  const username = email?.column ?? null;
  const named = columns.filter((column) => meanings[column] === 'password');
  const maybe = columns.filter((column) => meanings[column] === 'maybe_password');
  const password = named[0] ?? maybe[0] ?? onlyOther(others, username);
  const isSure = (email?.isSure ?? false) && named.length === 1;
  return { username, password, hasHeader: true, isSure };
}

function byCells(rows: Rows, columns: readonly number[], addresses: readonly number[]) {
  const username = fullest(addressColumns(rows, columns))?.column ?? null;
  const password = onlyOther(columns, username);
  // A first row without an address above rows with one may be a header with unknown names.
  const isFirstOdd = username !== null && !isAddress(rows[0]?.[username] ?? '');
  const isSure = !isFirstOdd && isMostlyElsewhere(addresses, username, password);
  return { username, password, hasHeader: false, headers: [], isSure };
}

/** Some passwords look like addresses, but a column of only addresses isn't a password column. */
function isMostlyElsewhere(
  addresses: readonly number[],
  username: number | null,
  password: number | null,
): boolean {
  if (username === null || password === null) return false;
  return (addresses[password] ?? 0) * 4 < (addresses[username] ?? 0);
}

function onlyOther(columns: readonly number[], username: number | null): number | null {
  const others = columns.filter((column) => column !== username);
  return username !== null && others.length === 1 ? (others[0] ?? null) : null;
}
