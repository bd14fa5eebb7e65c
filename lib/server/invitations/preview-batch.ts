import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { findPolicy } from '@/lib/server/policies/find-account-policy';
import type { Actor } from '@/lib/server/actor';
import type { BatchPreview, DraftChanges, ListReading } from '@/lib/contract/invitations';
import { knownCustomers } from '@/lib/server/users/known-customers';
import { checkEntries } from './check-entries';
import { findColumnChoice, rememberColumnChoice } from '@/lib/server/lists/column-choices';
import { readList, type ListSource } from '@/lib/server/lists/read-list';

/**
 * What would become of a list, row by row, with what a person changed in it taken in. Reads the
 * last known customer users and calls no write upstream; columns that were chosen are remembered.
 * @throws DeskError `invalid_request`
 */
export async function previewBatch(
  actor: Actor,
  account: Account,
  source: ListSource,
  { reading = {}, changes = {} }: { reading?: ListReading; changes?: DraftChanges['rows'] } = {},
): Promise<BatchPreview> {
  const { entries, ...list } = await readList(source, reading, (rows) =>
    findColumnChoice(actor.id, rows),
  );
  if (reading.columns) await rememberColumnChoice(actor.id, list.columns.headers, reading.columns);
  // Without the list the check goes on and says so; the upstream answers EXISTS in any case.
  const [customers, policy] = await Promise.all([knownCustomers(account), findPolicy(account.id)]);
  const maxSeats = policy.maxSeatsPerInvitation;
  const usernames = customers?.usernames ?? new Set<string>();
  const { rows, seatsTotal } = await checkEntries(entries, {
    customers: usernames,
    maxSeats,
    changes,
  });
  const counts = { ready: 0, fix: 0, already_customer: 0, duplicate: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const customersAsOf = customers?.fetchedAt.toISOString() ?? null;
  return { ...list, rows, counts, seatsTotal, maxSeats, customersAsOf };
}
