import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { normalizeEmail, passwordTextSchema } from '@/lib/contract/common';
import {
  passwordRowStates,
  type ImportMode,
  type PasswordList,
  type PasswordReading,
  type PasswordRow,
  type PasswordRowState,
} from '@/lib/contract/password-lists';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { listError } from '@/lib/server/lists/list-error';
import type { ListSource } from '@/lib/server/lists/read-list';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { knownCustomers } from '@/lib/server/users/user-list';
import { usersInScope } from '@/lib/server/users/assignments';
import { requireOpenVault } from '@/lib/server/vault/describe-vault';
import { findStoredPasswords, type NewPassword } from '@/lib/server/vault/stored-passwords';
import { addressIn } from '@/lib/shared/email/address-in';
import { FirstRows } from '@/lib/shared/first-rows';
import { readPasswordList, type PasswordEntry } from './read-password-list';

/**
 * Checks a list of customers' passwords, or stores what is ready in it, all or nothing. The list
 * isn't kept anywhere, and no password of it is returned: to store it, the client sends it again.
 * @throws DeskError `invalid_request`, `vault_locked`
 */
export async function importPasswords(
  actor: Actor,
  account: Account,
  source: ListSource,
  { mode, reading = {} }: { mode: ImportMode; reading?: PasswordReading },
): Promise<PasswordList> {
  await requireOpenVault();
  const { entries, ...list } = await readPasswordList(source, reading);
  if (mode === 'store' && !list.columns.isSure) throw unsure();
  const [customers, stored, isTheirs] = await Promise.all([
    knownCustomers(account),
    findStoredPasswords(account.id),
    usersInScope(account),
  ]);
  const checked = await checkPasswords(entries, {
    customers: customers?.usernames ?? { has: isTheirs },
    stored,
  });
  const rows =
    mode === 'store' && checked.ready.length > 0
      ? storedRows(checked.rows, await storePasswords(actor, account, checked.ready))
      : checked.rows;
  const customersAsOf = customers?.fetchedAt.toISOString() ?? null;
  return { mode, ...list, rows, counts: countStates(rows), customersAsOf };
}

/** What was done, according to the database: a password may have been stored since the check. */
function storedRows(rows: readonly PasswordRow[], replaced: ReadonlySet<string>): PasswordRow[] {
  return rows.map((row) => {
    if (row.username === null || (row.state !== 'new' && row.state !== 'replaces')) return row;
    return { ...row, state: replaced.has(row.username) ? 'replaced' : 'stored' };
  });
}

function countStates(rows: readonly PasswordRow[]): Record<PasswordRowState, number> {
  const none = Object.fromEntries(passwordRowStates.map((state) => [state, 0]));
  const counts = none as Record<PasswordRowState, number>;
  for (const { state } of rows) counts[state] += 1;
  return counts;
}

function unsure() {
  return listError(
    { path: 'reading.columns', code: 'unsure' },
    'Can’t determine which column holds the passwords. Select it and upload the list again.',
  );
}

/** Checked between two turns of the event loop. */
const SLICE = 2_000;

type Known = {
  /** Null: unknown, so no one is skipped because of it. */
  customers: { has: (username: string) => boolean } | null;
  /** Users who already have a stored password. */
  stored: { has: (username: string) => boolean };
};

type CheckedPasswords = {
  rows: PasswordRow[];
  /** The rows that are `new` or `replaces`. */
  ready: NewPassword[];
};

/** What would happen to each row. The first valid row of a user counts. */
export async function checkPasswords(
  entries: readonly PasswordEntry[],
  { customers, stored }: Known,
): Promise<CheckedPasswords> {
  const firsts = new FirstRows();
  const rows: PasswordRow[] = [];
  const ready: NewPassword[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % SLICE === SLICE - 1) await nextTurn();
    const username = normalizeEmail(addressIn(entry.username));
    const { password } = entry;
    const fault = username === null ? addressFault(entry) : passwordFault(entry);
    if (username === null || fault !== null) {
      rows.push({ index, username, state: 'fix', message: fault ?? '' });
      continue;
    }
    const first = firsts.add(username, index);
    if (first !== undefined) {
      const message = repeatedMessage(first, entries[first]?.password === password);
      rows.push({ index, username, state: 'repeated', message });
    } else if (customers?.has(username) === false) {
      const message = 'This account has no user with this email.';
      rows.push({ index, username, state: 'not_customer', message });
    } else {
      rows.push({ index, username, state: stored.has(username) ? 'replaces' : 'new' });
      ready.push({ username, password });
    }
  }
  return { rows, ready };
}

function addressFault({ username }: PasswordEntry): string {
  return username.trim() === ''
    ? 'The email address is missing.'
    : 'The email address isn’t valid. It isn’t shown because it could be a password.';
}

/** The one error that keeps a password from being stored; null: it is stored exactly as it is. */
function passwordFault({ password, isTooWide }: PasswordEntry): string | null {
  if (isTooWide) {
    return 'This row has more cells than the list has columns. If the password contains the separator, enclose it in double quotes.';
  }
  if (password.trim() === '') return 'The password is missing.';
  if (password === '\0') {
    return 'The password cell contains a date, a formula error, a Boolean value or a number that’s too long. Format the column as text and enter the password again.';
  }
  if (/^[*•●∙·]+$/u.test(password)) return 'The password is masked.';
  if (/[\r\n]/.test(password)) return 'The password contains a line break.';
  if (/^\s|\s$/u.test(password)) {
    return 'The password starts or ends with a space. Remove it. If it’s part of the password, store the password in the user’s details.';
  }
  if (password.includes('\ufffd')) {
    return 'The password contains a character that can’t be read. Save the list as UTF-8 or XLSX.';
  }
  const { error } = passwordTextSchema.safeParse(password);
  return error ? (error.issues[0]?.message ?? 'The password can’t be used.') : null;
}

function repeatedMessage(first: number, isSame: boolean): string {
  const other = isSame ? 'the same password' : 'a different password';
  return `Row ${first + 1} has the same user with ${other}. That row is used.`;
}
