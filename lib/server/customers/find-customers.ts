import 'server-only';
import { and, inArray, sql, type SQL } from 'drizzle-orm';
import type { Customer, CustomerSums, StoredCustomer } from '@/lib/contract/customers';
import type { Actor } from '@/lib/server/actor';
import { noSuchCustomer } from '@/lib/server/assignments/users-of-customer';
import { db, type Transaction } from '@/lib/server/db/client';
import { customers } from '@/lib/server/db/schema';
import type { Viewer } from '@/lib/server/policies/permissions';
import { sumCustomers } from './sums';

type Row = StoredCustomer & { createdAt: Date; updatedAt: Date };

const { id, name, externalId, tags, note, pricePerSeat, currency, version } = customers;
const { rules, ownFields } = customers;
const { createdAt, updatedAt } = customers;
const domains = sql<string[]>`array(select domain from customer_domains
  where customer_id = customers.id order by domain collate "C")`;

/** The customers that the person may see, with their domains, without sums. */
export async function readCustomers(
  { customerIds }: Pick<Viewer, 'customerIds'>,
  where?: SQL,
  executor: Pick<Transaction, 'select'> = db(),
): Promise<Row[]> {
  return executor
    .select({
      ...{ id, name, domains, externalId, tags, note, pricePerSeat, currency, version },
      ...{ rules, ownFields, createdAt, updatedAt },
    })
    .from(customers)
    .where(and(where, customerIds === null ? undefined : inArray(id, [...customerIds])));
}

/**
 * One customer with the sums of the accounts that the person may see.
 * @throws DeskError `not_found`
 */
export async function findCustomer(actor: Actor, customerId: string): Promise<Customer> {
  const [row] = await readCustomers(actor, sql`${id} = ${customerId}`);
  if (!row) throw noSuchCustomer();
  const { of } = await sumCustomers(actor);
  return toCustomer(row, of(customerId));
}

export function toCustomer({ createdAt, updatedAt, ...row }: Row, sums: CustomerSums): Customer {
  return {
    ...row,
    ...sums,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
