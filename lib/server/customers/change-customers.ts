import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type {
  AddCustomerInput,
  ChangeCustomerInput,
  CustomerFields,
  StoredCustomer,
} from '@/lib/contract/customers';
import type { Actor } from '@/lib/server/actor';
import { noSuchCustomer } from '@/lib/server/assignments/users-of-customer';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { customerDomains, customers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { readCustomers } from './find-customers';

/** What is the same name in other capitals. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');
}

/** Until the transaction ends, no one else changes customers: names and domains stay free. */
export async function lockCustomers(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('customers'))`);
}

/** Until the transaction ends, no customer is deleted or merged. */
export async function holdCustomers(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtext('customers'))`);
}

/** @throws DeskError `forbidden`; `conflict` the name is taken; `domain_taken` */
export async function addCustomer(actor: Actor, input: AddCustomerInput): Promise<StoredCustomer> {
  requireAllCustomers(actor, 'create one');
  const id = createId('cus');
  await db().transaction(async (tx) => {
    await lockCustomers(tx);
    await requireFree(tx, { id, ...input });
    const { domains, ...values } = input;
    await tx.insert(customers).values({ ...values, id, nameKey: nameKeyOf(input.name) });
    await setDomains(tx, id, { before: [], after: domains });
    const event = { action: 'customer.created', target: input.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, ...input } }, tx);
  });
  return { ...input, id, version: 1 };
}

/**
 * Changes what is given. A change that changes nothing records nothing.
 * @throws DeskError `not_found`; `forbidden` its domains or rules, for someone confined to customers; `customer_changed` it was changed since the given version; `conflict`
 * the name is taken; `domain_taken`
 */
export async function changeCustomer(
  actor: Actor,
  id: string,
  { version, ...change }: ChangeCustomerInput,
): Promise<StoredCustomer> {
  return db().transaction(async (tx) => {
    await lockCustomers(tx);
    const before = await requireCustomer(tx, actor, id);
    if (version !== undefined && version !== before.version) throw changedMeanwhile(before);
    const after = fieldsOf({ ...before, ...definedIn(change) });
    const difference = differenceOf(fieldsOf(before), after);
    if (!difference) return before;
    const whose = (one: CustomerFields) => JSON.stringify([one.domains, one.rules]);
    if (whose(fieldsOf(before)) !== whose(after)) {
      requireAllCustomers(actor, 'change the domains or rules of one');
    }
    await requireFree(tx, { id, ...after });
    await write(tx, before, after);
    const event = { action: 'customer.changed', target: after.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, ...difference } }, tx);
    return { ...after, id, version: before.version + 1 };
  });
}

/**
 * Its users and devices go back to what their domains say.
 * @throws DeskError `not_found`
 */
export async function deleteCustomer(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    await lockCustomers(tx);
    const before = await requireCustomer(tx, actor, id);
    await tx.delete(customers).where(eq(customers.id, id));
    const event = { action: 'customer.deleted', target: before.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, before: fieldsOf(before) } }, tx);
  });
}

/**
 * With a new customer or another domain, someone confined to customers would see others' users.
 * @throws DeskError `forbidden`
 */
export function requireAllCustomers({ customerIds }: Actor, wish: string): void {
  if (customerIds === null) return;
  throw new DeskError('forbidden', {
    detail: `You can see only some customers, so you can’t ${wish}. Ask someone who sees all of them.`,
  });
}

/** @throws DeskError `not_found`, also if the person doesn't see it */
export async function requireCustomer(
  tx: Transaction,
  actor: Actor,
  id: string,
): Promise<StoredCustomer> {
  const [row] = await readCustomers(actor, eq(customers.id, id), tx);
  if (!row) throw noSuchCustomer();
  const { createdAt: _, updatedAt: __, ...customer } = row;
  return customer;
}

/** Saves all fields; the name and the domains are known to be free. */
export async function write(
  tx: Transaction,
  { id, domains: before }: Pick<StoredCustomer, 'id' | 'domains'>,
  { domains: after, ...values }: CustomerFields,
): Promise<void> {
  await tx
    .update(customers)
    .set({
      ...{ ...values, nameKey: nameKeyOf(values.name) },
      ...{ version: sql`${customers.version} + 1`, updatedAt: sql`now()` },
    })
    .where(eq(customers.id, id));
  await setDomains(tx, id, { before, after });
}

export function fieldsOf({ id: _, version: __, ...fields }: StoredCustomer): CustomerFields {
  return fields;
}

async function setDomains(
  tx: Transaction,
  customerId: string,
  { before, after }: Record<'before' | 'after', readonly string[]>,
): Promise<void> {
  const removed = before.filter((domain) => !after.includes(domain));
  const added = after.filter((domain) => !before.includes(domain));
  if (removed.length > 0) {
    const isRemoved = sql`${customerDomains.domain} = any(${sql.param(removed)}::text[])`;
    await tx.delete(customerDomains).where(isRemoved);
  }
  if (added.length > 0) {
    await tx.insert(customerDomains).values(added.map((domain) => ({ domain, customerId })));
  }
}

/** @throws DeskError `conflict`, `domain_taken` */
export async function requireFree(
  tx: Transaction,
  { id, name, domains }: Pick<StoredCustomer, 'id' | 'name' | 'domains'>,
): Promise<void> {
  const [same] = await tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(eq(customers.nameKey, nameKeyOf(name)));
  if (same && same.id !== id) {
    const message = `There is a customer named ${same.name} already. Choose another name, or change that customer.`;
    throw new DeskError('conflict', {
      detail: message,
      errors: [{ path: 'name', code: 'taken', message }],
    });
  }
  const taken = await tx
    .select({ domain: customerDomains.domain, id: customers.id, name: customers.name })
    .from(customerDomains)
    .innerJoin(customers, eq(customers.id, customerDomains.customerId))
    .where(sql`${customerDomains.domain} = any(${sql.param(domains)}::text[])`);
  const others = taken.filter((one) => one.id !== id);
  if (others.length === 0) return;
  const errors = others.map((one) => ({
    path: `domains[${domains.indexOf(one.domain)}]`,
    code: 'domain_taken',
    message: `${shownDomain(one.domain)} belongs to ${one.name}.`,
  }));
  throw new DeskError('domain_taken', {
    detail: `${errors.map(({ message }) => message).join(' ')} Remove it there first, or merge the two customers.`,
    errors,
  });
}

export function changedMeanwhile(current: StoredCustomer): DeskError {
  return new DeskError('customer_changed', {
    detail: `Someone else changed ${current.name} while you were editing, so nothing was saved. Compare your changes with what is there now, then save again.`,
    current,
  });
}

function definedIn(change: Partial<Record<keyof CustomerFields, unknown>>) {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<CustomerFields>;
}

/** Only the fields that differ; null: none does. */
export function differenceOf(before: CustomerFields, after: CustomerFields) {
  const fields = (Object.keys(before) as (keyof CustomerFields)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  if (fields.length === 0) return null;
  const pick = (from: CustomerFields) =>
    Object.fromEntries(fields.map((field) => [field, from[field]]));
  return { before: pick(before), after: pick(after) };
}
