import type { Tone } from '@/components/ui/badge';
import type { PasswordList, PasswordRowState, PasswordRow } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';

type Counts = PasswordList['counts'];

/** What becomes of a row, or became of it. */
export const rowStates: Record<PasswordRowState, { label: string; tone: Tone }> = {
  new: { label: 'New', tone: 'good' },
  replaces: { label: 'Replaces one', tone: 'accent' },
  stored: { label: 'Stored', tone: 'good' },
  replaced: { label: 'Replaced one', tone: 'accent' },
  not_customer: { label: 'Not a customer', tone: 'neutral' },
  repeated: { label: 'Repeated', tone: 'neutral' },
  fix: { label: 'To be put right', tone: 'bad' },
};

/** In the order in which they are told. */
export const rowStateOrder = Object.keys(rowStates) as PasswordRowState[];

export function countReady(counts: Counts): number {
  return counts.new + counts.replaces;
}

export function countLeftOut(counts: Counts): number {
  return counts.not_customer + counts.repeated + counts.fix;
}

/** "Will store 120 passwords, replace 4, leave out 6." */
export function willDo(counts: Counts): string {
  if (countReady(counts) === 0) return 'Nothing of this list can be stored.';
  return `Will ${deeds(['store', 'replace', 'leave out'], [counts.new, counts.replaces, countLeftOut(counts)])}.`;
}

/** "Stored 120 passwords, replaced 4, left out 6." */
export function hasDone(counts: Counts): string {
  if (counts.stored + counts.replaced === 0) return 'Nothing was stored.';
  const done = deeds(
    ['stored', 'replaced', 'left out'],
    [counts.stored, counts.replaced, countLeftOut(counts)],
  );
  return `${done.charAt(0).toUpperCase()}${done.slice(1)}.`;
}

/** Only what there is; the first of them says of what. */
function deeds(verbs: readonly string[], counts: readonly number[]): string {
  return verbs
    .map((verb, index) => ({ verb, count: counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }, place) =>
      place === 0 ? `${verb} ${formatCount(count, 'password')}` : `${verb} ${formatNumber(count)}`,
    )
    .join(', ');
}

const delimiters = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const encodings = {
  'utf-8': null,
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** "table with semicolons · user names in “Mail”, passwords in “Kennwort”". */
export function readAsText({ columns, delimiter, encoding, sheet }: PasswordList): string {
  const { username, password } = columns;
  const parts = [
    delimiter === null ? `sheet “${sheet}”` : `table with ${delimiters[delimiter]}`,
    username !== null &&
      password !== null &&
      `user names in ${quoted(columns, username)}, passwords in ${quoted(columns, password)}`,
    encoding && encodings[encoding],
  ];
  return parts.filter(Boolean).join(' · ');
}

export function columnName({ headers }: PasswordList['columns'], index: number): string {
  return headers[index] || `Column ${index + 1}`;
}

function quoted({ headers }: PasswordList['columns'], index: number): string {
  return headers[index] ? `“${headers[index]}”` : `column ${index + 1}`;
}

/** The rows that were left out, with the reasons; no password has ever come back from the server. */
export function leftOutCsv(rows: readonly PasswordRow[]): (string | number | null)[][] {
  const leftOut = rows.filter(({ message }) => message !== undefined);
  return [
    ['Row', 'User name', 'Reason'],
    ...leftOut.map(({ index, username, message = null }) => [
      index + 1,
      username && shownEmail(username),
      message,
    ]),
  ];
}
