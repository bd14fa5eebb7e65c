import 'server-only';
import { sql } from 'drizzle-orm';
import {
  customerRowStates,
  type CustomerList,
  type CustomerListReading,
  type CustomerRow,
  type CustomerRowState,
  type ExistingCustomers,
} from '@/lib/contract/customer-lists';
import type { AddCustomerInput, StoredCustomer } from '@/lib/contract/customers';
import { everyone, type Actor } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { customerDomains, customers } from '@/lib/server/db/schema';
import { listError } from '@/lib/server/lists/list-error';
import type { ListSource } from '@/lib/server/lists/read-list';
import { tagKeyOf } from '@/lib/shared/tags';
import {
  differenceOf,
  fieldsOf,
  lockCustomers,
  nameKeyOf,
  requireAllCustomers,
  write,
} from '../change-customers';
import { readCustomers } from '../find-customers';
import { checkRows, type CheckedRow } from './check-rows';
import { readCustomerList } from './read-customer-list';

/** With 20 parameters each, far below what one statement can have. */
const INSERTED_AT_ONCE = 500;
/** Names and domains are checked against those of all customers, and say whose they are. */
const IMPORT = 'import a list of them';

/**
 * What a list of customers would do, row by row. Nothing is saved.
 * @throws DeskError `forbidden` for someone confined to customers; `invalid_request` it can't be read
 */
export async function previewCustomers(
  actor: Actor,
  source: ListSource,
  reading: CustomerListReading = {},
): Promise<CustomerList> {
  requireAllCustomers(actor, IMPORT);
  const known = (await readCustomers(everyone)).map(storedOf);
  const { entries, ...list } = await readCustomerList(source, reading, ownFieldNames(known));
  return answer(list, checkRows(entries, list.columns, known));
}

/**
 * Saves what is ready in a list of customers: all of it, or nothing if something fails. The list is
 * checked again while no one else changes customers, so each row's result is what happened.
 * @throws as `previewCustomers`, and if the columns aren't certain
 */
export async function importCustomers(
  actor: Actor,
  source: ListSource,
  { reading = {}, existing }: { reading?: CustomerListReading; existing: ExistingCustomers },
): Promise<CustomerList> {
  requireAllCustomers(actor, IMPORT);
  const names = ownFieldNames((await readCustomers(everyone)).map(storedOf));
  const { entries, ...list } = await readCustomerList(source, reading, names);
  if (!list.columns.isSure) {
    throw listError(
      { path: 'reading.columns', code: 'unsure' },
      'Can’t determine which column holds the names of the customers. Select it and upload the list again.',
    );
  }
  return db().transaction(async (tx) => {
    await lockCustomers(tx);
    const known = (await readCustomers(everyone, undefined, tx)).map(storedOf);
    const rows = checkRows(entries, list.columns, known);
    const created = await create(tx, actor, rows);
    if (existing === 'update') await update(tx, actor, rows);
    return answer(
      list,
      rows.map((row) => doneOf(row, existing, created)),
    );
  });
}

function storedOf({
  createdAt: _,
  updatedAt: __,
  ...customer
}: Awaited<ReturnType<typeof readCustomers>>[number]): StoredCustomer {
  return customer;
}

function ownFieldNames(known: readonly StoredCustomer[]): string[] {
  return known.flatMap(({ ownFields }) => ownFields.map(({ name }) => tagKeyOf(name)));
}

function answer(
  list: Omit<CustomerList, 'rows' | 'counts'>,
  checked: readonly CheckedRow[],
): CustomerList {
  const counts = Object.fromEntries(customerRowStates.map((state) => [state, 0]));
  const rows = checked.map(({ plan: _, ...row }): CustomerRow => row);
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return { ...list, rows, counts: counts as Record<CustomerRowState, number> };
}

/** What became of the row. */
function doneOf(
  row: CheckedRow,
  existing: ExistingCustomers,
  created: ReadonlyMap<CheckedRow, string>,
): CheckedRow {
  const customerId = created.get(row);
  if (customerId !== undefined) return { ...row, state: 'created', customerId };
  if (row.state !== 'update') return row;
  if (existing === 'update') return { ...row, state: 'updated' };
  const { message: _, ...skipped } = row;
  return { ...skipped, state: 'skipped' };
}

/** @returns the ids of the new customers */
async function create(
  tx: Transaction,
  actor: Actor,
  rows: readonly CheckedRow[],
): Promise<ReadonlyMap<CheckedRow, string>> {
  const created = new Map<CheckedRow, string>();
  const all: (AddCustomerInput & { id: string })[] = [];
  for (const row of rows) {
    if (row.plan?.kind !== 'create') continue;
    const id = createId('cus');
    created.set(row, id);
    all.push({ ...row.plan.fields, id });
  }
  for (let start = 0; start < all.length; start += INSERTED_AT_ONCE) {
    const some = all.slice(start, start + INSERTED_AT_ONCE);
    await tx
      .insert(customers)
      .values(some.map(({ domains: _, ...one }) => ({ ...one, nameKey: nameKeyOf(one.name) })));
  }
  const owned = all.flatMap(({ id, domains }) => domains.map((domain) => ({ domain, id })));
  if (owned.length > 0) {
    const column = (values: string[]) => sql`${sql.param(values)}::text[]`;
    await tx.execute(sql`
      insert into ${customerDomains} (domain, customer_id)
      select domain, id from unnest(${column(owned.map(({ domain }) => domain))},
        ${column(owned.map(({ id }) => id))}) as one (domain, id)`);
  }
  await recordEvents(
    actor,
    all.map((one): NewAuditEvent => ({
      ...{ action: 'customer.created', target: one.name, outcome: 'success' },
      details: { ...one, imported: true },
    })),
    tx,
  );
  return created;
}

async function update(tx: Transaction, actor: Actor, rows: readonly CheckedRow[]): Promise<void> {
  const events: NewAuditEvent[] = [];
  for (const { plan } of rows) {
    if (plan?.kind !== 'update') continue;
    const { before, after } = plan;
    await write(tx, before, after);
    events.push({
      ...{ action: 'customer.changed', target: after.name, outcome: 'success' },
      details: { id: before.id, ...differenceOf(fieldsOf(before), after), imported: true },
    });
  }
  await recordEvents(actor, events, tx);
}
