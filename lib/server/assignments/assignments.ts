import 'server-only';
import { and, eq, inArray } from 'drizzle-orm';
import type { CustomerOf, SeveralCustomers } from '@/lib/contract/common';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers, type AssignmentTable } from '@/lib/server/db/schema';
import { NO_CUSTOMER } from '@/lib/shared/customers';
import { findRuled } from './rules';

/** What a list shows of it. */
export type AssignmentFacts = {
  customer: CustomerOf | null;
  isCustomerByHand?: true;
  /** Their rules apply, so it belongs to none of them. */
  severalCustomers?: SeveralCustomers;
};

/** Something that may belong to a customer: by its id, its name, or the domain of an address. */
export type Assignable = { accountId: string; itemId: string; name: string; domain: string };

type Assignments = (item: Assignable) => AssignmentFacts;

const nobodys: AssignmentFacts = { customer: null };

/**
 * To which customers the items of these accounts belong: as assigned by hand, otherwise by a rule,
 * otherwise by domain. In three or four statements, however many items there are; without `items`,
 * for any of the accounts'.
 */
export async function findAssignments(
  table: AssignmentTable,
  accountIds: readonly string[],
  items?: readonly Assignable[],
): Promise<Assignments> {
  if (items?.length === 0 || accountIds.length === 0) return () => nobodys;
  const domains = items && [...new Set(items.map(({ domain }) => domain))];
  const { id, name } = customers;
  const { accountId, itemId } = table;
  const itemIds = items?.map((item) => item.itemId);
  const [ofDomains, ofItems, ruled] = await Promise.all([
    db()
      .select({ domain: customerDomains.domain, id, name })
      .from(customerDomains)
      .innerJoin(customers, eq(id, customerDomains.customerId))
      .where(domains && inArray(customerDomains.domain, domains)),
    db()
      .select({ accountId, itemId, id, name })
      .from(table)
      .leftJoin(customers, eq(id, table.customerId))
      .where(and(inArray(accountId, [...accountIds]), itemIds && inArray(itemId, itemIds))),
    findRuled(table, accountIds, itemIds),
  ]);
  const byDomain = new Map(
    ofDomains.map(({ domain, ...customer }) => [
      domain,
      { customer: { ...customer, source: 'domain' as const } },
    ]),
  );
  const byHand = new Map<string, Map<string, AssignmentFacts>>(
    accountIds.map((one) => [one, new Map()]),
  );
  for (const row of ofItems) {
    const customer =
      row.id === null || row.name === null
        ? null
        : { id: row.id, name: row.name, source: 'hand' as const };
    byHand.get(row.accountId)?.set(row.itemId, { customer, isCustomerByHand: true });
  }
  return (item) =>
    byHand.get(item.accountId)?.get(item.itemId) ??
    ruled(item) ??
    byDomain.get(item.domain) ??
    nobodys;
}

/** Whether it belongs to one of these customers; `none` among them: to no customer. */
export function isOfCustomer({ customer }: AssignmentFacts, wanted: readonly string[]): boolean {
  return wanted.includes(customer?.id ?? NO_CUSTOMER);
}
