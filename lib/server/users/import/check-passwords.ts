import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { addressIn } from '@/lib/shared/email/address-in';
import { normalizeEmail, passwordTextSchema } from '@/lib/contract/common';
import type { PasswordRow } from '@/lib/contract/password-lists';
import type { NewPassword } from '@/lib/server/vault/store-sealed';
import type { PasswordEntry } from './read-password-list';

/** Checked between two turns of the event loop. */
const SLICE = 2_000;

type Known = {
  /** Null: not known, so nobody is left out for it. */
  customers: ReadonlySet<string> | null;
  /** Who has a password stored already. */
  stored: { has: (username: string) => boolean };
};

export type CheckedPasswords = {
  rows: PasswordRow[];
  /** Those of the rows that are `new` or `replaces`. */
  ready: NewPassword[];
};

/** What would become of each row. Of one customer the first row counts that has no fault. */
export async function checkPasswords(
  entries: readonly PasswordEntry[],
  { customers, stored }: Known,
): Promise<CheckedPasswords> {
  const firsts = new Map<string, { index: number; password: string }>();
  const rows: PasswordRow[] = [];
  const ready: NewPassword[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % SLICE === SLICE - 1) await nextTurn();
    const username = normalizeEmail(addressIn(entry.username));
    const { password } = entry;
    const fault = username === null ? addressFault(entry) : passwordFault(entry);
    const first = username === null ? undefined : firsts.get(username);
    if (username === null || fault !== null) {
      rows.push({ index, username, state: 'fix', message: fault ?? '' });
    } else if (first) {
      const message = repeatedMessage(first.index, first.password === password);
      rows.push({ index, username, state: 'repeated', message });
    } else {
      firsts.set(username, { index, password });
      if (customers?.has(username) === false) {
        const message = 'There is no such customer user in this account.';
        rows.push({ index, username, state: 'not_customer', message });
      } else {
        rows.push({ index, username, state: stored.has(username) ? 'replaces' : 'new' });
        ready.push({ username, password });
      }
    }
  }
  return { rows, ready };
}

function addressFault({ username }: PasswordEntry): string {
  return username.trim() === ''
    ? 'The user name is missing.'
    : 'The user name is not a valid e-mail address. It isn’t shown: it could be a password.';
}

/** The one fault that keeps a password from being stored; null: it is taken exactly as it stands. */
function passwordFault({ password, isTooWide }: PasswordEntry): string | null {
  if (isTooWide) {
    return 'This row has more cells than the list has columns. If the password holds the separator, put the password in quotation marks.';
  }
  if (password.trim() === '') return 'The password is missing.';
  if (password === '\0') {
    return 'The cell of the password holds a date, a formula’s error, a truth value or a number too long to be exact. Format the column as text and type it again.';
  }
  if (/^[*•●∙·]+$/u.test(password)) return 'These are marks in place of the password.';
  if (/[\r\n]/.test(password)) return 'There is a line end in the password.';
  if (/^\s|\s$/u.test(password)) {
    return 'The password begins or ends with a blank. Take it away; if it belongs to the password, store this one from the customer’s panel.';
  }
  if (password.includes('\ufffd')) {
    return 'A character of the password can’t be read. Save the list as UTF-8, or as XLSX.';
  }
  const { error } = passwordTextSchema.safeParse(password);
  return error ? (error.issues[0]?.message ?? 'The password can’t be used.') : null;
}

function repeatedMessage(first: number, isSame: boolean): string {
  const other = isSame ? 'the same password' : 'another password';
  return `Row ${first + 1} names this customer with ${other}; that row counts.`;
}
