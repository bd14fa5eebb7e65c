import type { RowStates } from '@/components/lists/checked-rows';
import { quotedColumn } from '@/components/lists/read-as';
import type { PasswordList, PasswordRowState, PasswordRow } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';

type Counts = PasswordList['counts'];

/** What will happen to a row, or what happened. */
export const rowStates: RowStates<PasswordRowState> = {
  new: { label: 'New', tone: 'good' },
  replaces: { label: 'Replaces existing', tone: 'accent' },
  stored: { label: 'Stored', tone: 'good' },
  replaced: { label: 'Replaced existing', tone: 'accent' },
  not_customer: { label: 'Not a user', tone: 'neutral' },
  repeated: { label: 'Duplicate', tone: 'neutral' },
  fix: { label: 'To fix', tone: 'bad' },
};

export function countReady(counts: Counts): number {
  return counts.new + counts.replaces;
}

export function countSkipped(counts: Counts): number {
  return counts.not_customer + counts.repeated + counts.fix;
}

/** "Will store 120 passwords, replace 4, skip 6." */
export function willDo(counts: Counts): string {
  if (countReady(counts) === 0) return 'No password in this list can be stored.';
  return `Will ${phrases(['store', 'replace', 'skip'], [counts.new, counts.replaces, countSkipped(counts)])}.`;
}

/** "Stored 120 passwords, replaced 4, skipped 6." */
export function hasDone(counts: Counts): string {
  if (counts.stored + counts.replaced === 0) return 'No passwords were stored.';
  const done = phrases(
    ['stored', 'replaced', 'skipped'],
    [counts.stored, counts.replaced, countSkipped(counts)],
  );
  return `${done.charAt(0).toUpperCase()}${done.slice(1)}.`;
}

/** Leaves out zero counts; only the first one has the noun. */
function phrases(verbs: readonly string[], counts: readonly number[]): string {
  return verbs
    .map((verb, index) => ({ verb, count: counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }, place) =>
      place === 0 ? `${verb} ${formatCount(count, 'password')}` : `${verb} ${formatNumber(count)}`,
    )
    .join(', ');
}

/** "email in “Mail”, passwords in “Kennwort”"; null until both are known. */
export function columnsText({
  username,
  password,
  headers,
}: PasswordList['columns']): string | null {
  if (username === null || password === null) return null;
  return `email in ${quotedColumn(headers, username)}, passwords in ${quotedColumn(headers, password)}`;
}

/** The skipped rows with the reasons. The server never returns a password. */
export function skippedCsv(rows: readonly PasswordRow[]): (string | number | null)[][] {
  const skipped = rows.filter(({ message }) => message !== undefined);
  return [
    ['Row', 'Email', 'Reason'],
    ...skipped.map(({ index, username, message = null }) => [
      index + 1,
      username && shownEmail(username),
      message,
    ]),
  ];
}
