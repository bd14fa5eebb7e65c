import 'server-only';
import { and, inArray, sql } from 'drizzle-orm';
import type { CustomerRule } from '@/lib/contract/customers';
import { db } from '@/lib/server/db/client';
import {
  customers,
  customerUsers,
  deviceAnnotations,
  userAnnotations,
  type AnnotationTable,
  type AssignmentTable,
} from '@/lib/server/db/schema';
import { foldedSearch, tagKeyOf } from '@/lib/shared/tags';
import type { Assignable, AssignmentFacts } from './assignments';
import { namePatterns } from './name-patterns';

/** What the rules say of an item; undefined: none applies to it. */
export type Ruled = (item: Assignable) => AssignmentFacts | undefined;

export type RulesOf = { id: string; name: string; rules: CustomerRule[] };

/** Customers with a rule about users or about devices, each with these rules alone. */
export async function findRules(of: CustomerRule['of']): Promise<RulesOf[]> {
  const { id, name, rules } = customers;
  const rows = await db()
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
): Promise<Ruled> {
  const [of, annotations] =
    table === customerUsers
      ? (['users', userAnnotations] as const)
      : (['devices', deviceAnnotations] as const);
  const found = await findRules(of);
  if (found.length === 0) return () => undefined;
  const tagged = await findTagged(annotations, tagKeysOf(found), accountIds, itemIds);
  return ruledBy(found, ({ accountId, itemId }) => tagged.get(accountId)?.get(itemId));
}

/** Of the items that have one of these tags, all tags: by account, then by item. */
async function findTagged(
  table: AnnotationTable,
  keys: readonly string[],
  accountIds: readonly string[],
  itemIds: readonly string[] | undefined,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string[]>>> {
  const tagged = new Map(accountIds.map((id) => [id, new Map<string, string[]>()]));
  if (keys.length === 0) return tagged;
  const { accountId, itemId, tagKeys } = table;
  const rows = await db()
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
