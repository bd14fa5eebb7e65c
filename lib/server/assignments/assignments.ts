import 'server-only';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { CustomerOf, SeveralCustomers } from '@/lib/contract/common';
import type { CustomerRule } from '@/lib/contract/customers';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  customerDomains,
  customers,
  customerUsers,
  deviceAnnotations,
  userAnnotations,
  type AnnotationTable,
  type AssignmentTable,
} from '@/lib/server/db/schema';
import { NO_CUSTOMER } from '@/lib/shared/customers';
import { foldedSearch, tagKeyOf } from '@/lib/shared/tags';
import { namePatterns } from './name-patterns';

/** What a list shows of it. */
export type AssignmentFacts = {
  customer: CustomerOf | null;
  isCustomerByHand?: true;
  /** Their rules apply, so it belongs to none of them. */
  severalCustomers?: SeveralCustomers;
};

/** Something that may belong to a customer: by its id, its name, or the domain of an address. */
export type Assignable = { accountId: string; itemId: string; name: string; domain: string };

type Executor = Pick<Transaction, 'select'>;

type Assignments = (item: Assignable) => AssignmentFacts;

const nobodys: AssignmentFacts = { customer: null };

/**
 * To which customers the items of these accounts belong: as assigned by hand, otherwise by a rule,
 * otherwise by domain. In three or four statements, however many items there are; without `items`,
 * for any of the accounts'.
 * @param tx answers as this transaction has changed it
 */
export async function findAssignments(
  table: AssignmentTable,
  accountIds: readonly string[],
  items?: readonly Assignable[],
  tx?: Executor,
): Promise<Assignments> {
  const executor = tx ?? db();
  if (items?.length === 0 || accountIds.length === 0) return () => nobodys;
  const domains = items && [...new Set(items.map(({ domain }) => domain))];
  const { id, name } = customers;
  const { accountId, itemId } = table;
  const itemIds = items?.map((item) => item.itemId);
  const askDomains = executor
    .select({ domain: customerDomains.domain, id, name })
    .from(customerDomains)
    .innerJoin(customers, eq(id, customerDomains.customerId))
    .where(domains && inArray(customerDomains.domain, domains));
  const askItems = executor
    .select({ accountId, itemId, id, name })
    .from(table)
    .leftJoin(customers, eq(id, table.customerId))
    .where(and(inArray(accountId, [...accountIds]), itemIds && inArray(itemId, itemIds)));
  const askRules = () => findRuled(table, accountIds, itemIds, executor);
  // A transaction takes one statement after the other.
  const [ofDomains, ofItems, ruled] = tx
    ? [await askDomains, await askItems, await askRules()]
    : await Promise.all([askDomains, askItems, askRules()]);
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

/** What the rules say of an item; undefined: none applies to it. */
export type Ruled = (item: Assignable) => AssignmentFacts | undefined;

export type RulesOf = { id: string; name: string; rules: CustomerRule[] };

/** Customers with a rule about users or about devices, each with these rules alone. */
export async function findRules(
  of: CustomerRule['of'],
  executor: Executor = db(),
): Promise<RulesOf[]> {
  const { id, name, rules } = customers;
  const rows = await executor
    .select({ id, name, rules })
    .from(customers)
    .where(sql`json_array_length(${rules}) > 0`);
  return rows
    .map((row) => ({ ...row, rules: row.rules.filter((rule) => rule.of === of) }))
    .filter((row) => row.rules.length > 0);
}

/**
 * What the rules of all customers say of the items of these accounts. In one statement, and a
 * second one if a rule is about tags; without `itemIds`, for any of the accounts' items.
 */
export async function findRuled(
  table: AssignmentTable,
  accountIds: readonly string[],
  itemIds?: readonly string[],
  executor: Executor = db(),
): Promise<Ruled> {
  const [of, annotations] =
    table === customerUsers
      ? (['users', userAnnotations] as const)
      : (['devices', deviceAnnotations] as const);
  const found = await findRules(of, executor);
  if (found.length === 0) return () => undefined;
  const keys = tagKeysOf(found);
  const tagged = await findTagged(annotations, keys, { accountIds, itemIds, executor });
  return ruledBy(found, ({ accountId, itemId }) => tagged.get(accountId)?.get(itemId));
}

/** Of the items that have one of these tags, all tags: by account, then by item. */
async function findTagged(
  table: AnnotationTable,
  keys: readonly string[],
  asked: {
    accountIds: readonly string[];
    itemIds: readonly string[] | undefined;
    executor: Executor;
  },
): Promise<ReadonlyMap<string, ReadonlyMap<string, string[]>>> {
  const { accountIds, itemIds, executor } = asked;
  const tagged = new Map(accountIds.map((id) => [id, new Map<string, string[]>()]));
  if (keys.length === 0) return tagged;
  const { accountId, itemId, tagKeys } = table;
  const rows = await executor
    .select({ accountId, itemId, tagKeys })
    .from(table)
    .where(
      and(
        inArray(accountId, [...accountIds]),
        sql`${tagKeys} && ${sql.param(keys)}::text[]`,
        itemIds && inArray(itemId, [...itemIds]),
      ),
    );
  for (const row of rows) tagged.get(row.accountId)?.set(row.itemId, row.tagKeys);
  return tagged;
}

export function tagKeysOf(found: readonly RulesOf[]): string[] {
  return found.flatMap(({ rules }) =>
    rules.filter(({ kind }) => kind === 'tag').map(({ value }) => tagKeyOf(value)),
  );
}

type Hit = { id: string; name: string; facts: AssignmentFacts };

/**
 * What these rules say, a tag before a name. An item that rules of several customers find belongs
 * to none of them: whose it is has to be said by hand.
 */
export function ruledBy(
  found: readonly RulesOf[],
  tagsOf: (item: Assignable) => readonly string[] | undefined,
): Ruled {
  const byTag = new Map<string, Hit[]>();
  const byName: { value: string; hit: Hit }[] = [];
  for (const { id, name, rules } of found) {
    for (const { kind, value } of rules) {
      const hit = { id, name, facts: { customer: { id, name, source: kind, value } } };
      if (kind === 'name') byName.push({ value: foldedSearch(value), hit });
      else byTag.set(tagKeyOf(value), [...(byTag.get(tagKeyOf(value)) ?? []), hit]);
    }
  }
  const namedBy = namePatterns(byName);
  return (item) => {
    const tagged = tagsOf(item)?.flatMap((key) => byTag.get(key) ?? []) ?? [];
    const named = byName.length > 0 ? namedBy(foldedSearch(item.name)) : [];
    const hits = [...tagged, ...named.map(({ hit }) => hit)];
    const [first] = hits;
    if (first === undefined || hits.every(({ id }) => id === first.id)) return first?.facts;
    const several = new Map(hits.map(({ id, name }) => [id, { id, name }]));
    return { customer: null, severalCustomers: [...several.values()] };
  };
}
