import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import type { Actor } from '@/lib/server/actor';
import { listError } from '@/lib/server/lists/list-error';
import type { ListSource } from '@/lib/server/lists/read-list';
import {
  passwordRowStates,
  type ImportMode,
  type PasswordList,
  type PasswordReading,
  type PasswordRow,
  type PasswordRowState,
} from '@/lib/contract/password-lists';
import { findStoredPasswords } from '@/lib/server/vault/find-stored-passwords';
import { knownCustomers } from '@/lib/server/users/known-customers';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { requireOpenVault } from '@/lib/server/vault/vault-refusal';
import { checkPasswords } from '@/lib/server/users/import/check-passwords';
import { readPasswordList } from './read-password-list';

/**
 * Checks a list of customers' passwords, or stores what is ready in it, all of it or nothing. The
 * list is kept nowhere, and no password of it is told again: to store it, it is handed in again.
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
  const [customers, stored] = await Promise.all([
    knownCustomers(account),
    findStoredPasswords(account.id),
  ]);
  const checked = await checkPasswords(entries, {
    customers: customers?.usernames ?? null,
    stored,
  });
  const rows =
    mode === 'store' && checked.ready.length > 0
      ? storedRows(checked.rows, await storePasswords(actor, account, checked.ready))
      : checked.rows;
  const customersAsOf = customers?.fetchedAt.toISOString() ?? null;
  return { mode, ...list, rows, counts: countStates(rows), customersAsOf };
}

/** What was done, by what the database found: a password may have been stored since the look before. */
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
    'It isn’t sure which column holds the passwords. Say which, and send the list again.',
  );
}
