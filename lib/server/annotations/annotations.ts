import 'server-only';
import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { Annotation, AnnotationChange } from '@/lib/contract/annotations';
import { type Account, holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import type { AnnotationTable } from '@/lib/server/db/schema';
import type { AuditAction } from '@/lib/shared/audit-actions';
import { foldedSearch, tagKeyOf } from '@/lib/shared/tags';

const nothing: Annotation = { note: null, tags: [] };

/** What is annotated, and the event that records it. */
export type Annotated = {
  table: AnnotationTable;
  action: Extract<AuditAction, `${string}.annotated`>;
  accountId: string;
  itemId: string;
  /** What the event shows beside the change, such as a name. */
  about?: Record<string, string>;
};

/**
 * Changes our own note and tags on an item. The event has what was before and after; a change that
 * changes nothing has none.
 * @param change what becomes of it; throws to refuse
 * @throws DeskError `account_not_found`
 */
export async function annotate(
  tx: Transaction,
  actor: Actor,
  item: Annotated,
  change: (before: Annotation) => Annotation,
): Promise<Annotation> {
  const { action, accountId, itemId, about } = item;
  await holdAccount(tx, accountId);
  const before = await lockAnnotation(tx, item);
  const after = change(before);
  const difference = differenceOf(before, after);
  if (!difference) return after;
  const details = { ...about, ...difference };
  await write(tx, actor, item, after);
  await recordEvent(actor, { action, target: itemId, accountId, outcome: 'success', details }, tx);
  return after;
}

/** What is left out of a change stays as it is; an empty note is none. */
export function withChange({ note, tags }: AnnotationChange): (before: Annotation) => Annotation {
  return (before) => ({
    note: note === undefined ? before.note : note || null,
    tags: tags ?? before.tags,
  });
}

/** As it is. Until the transaction ends, no one else changes it; there may be no row to lock. */
async function lockAnnotation(tx: Transaction, item: Annotated): Promise<Annotation> {
  const { table, accountId, itemId } = item;
  // Changes of many items at once lock the account instead.
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${annotationsLock(accountId)})`);
  const lock = `annotation ${accountId} ${itemId}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
  return findAnnotation(table, accountId, itemId, tx);
}

/** Held by everyone who changes an annotation of the account; alone by who changes many. */
export function annotationsLock(accountId: string): SQL {
  return sql`hashtext(${`annotations ${accountId}`})`;
}

/** Only the fields that differ; null: none does. */
function differenceOf(before: Annotation, after: Annotation) {
  const fields = (['note', 'tags'] as const).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  if (fields.length === 0) return null;
  const pick = (from: Annotation) =>
    Object.fromEntries(fields.map((field) => [field, from[field]]));
  return { before: pick(before), after: pick(after) };
}

async function write(
  tx: Transaction,
  actor: Actor,
  { table, accountId, itemId }: Annotated,
  { note, tags }: Annotation,
): Promise<void> {
  if (note === null && tags.length === 0) {
    await tx.delete(table).where(isOf(table, accountId, [itemId]));
    return;
  }
  const values = {
    ...{ note, tags, tagKeys: tags.map(tagKeyOf), updatedBy: actor.id },
    searched: [...tags, note ?? ''].map(foldedSearch).join('\n'),
  };
  await tx
    .insert(table)
    .values({ accountId, itemId, ...values })
    .onConflictDoUpdate({
      target: [table.accountId, table.itemId],
      set: { ...values, updatedAt: sql`now()` },
    });
}

/** An item's own note and tags. */
export async function findAnnotation(
  table: AnnotationTable,
  accountId: string,
  itemId: string,
  executor: Pick<Transaction, 'select'> = db(),
): Promise<Annotation> {
  const [row] = await executor
    .select({ note: table.note, tags: table.tags })
    .from(table)
    .where(isOf(table, accountId, [itemId]));
  return row ?? nothing;
}

/** What a list shows of it. */
export type AnnotationFacts = { tags: string[]; hasNote: boolean };

export const notAnnotated: AnnotationFacts = { tags: [], hasNote: false };

/** The tags of these items, and whether they have a note; without `itemIds`, of the account. */
export async function findAnnotations(
  table: AnnotationTable,
  accountId: string,
  itemIds?: string[],
): Promise<ReadonlyMap<string, AnnotationFacts>> {
  if (itemIds?.length === 0) return new Map();
  const rows = await db()
    .select({
      itemId: table.itemId,
      tags: table.tags,
      hasNote: sql<boolean>`${table.note} is not null`,
    })
    .from(table)
    .where(isOf(table, accountId, itemIds));
  return new Map(rows.map(({ itemId, ...facts }) => [itemId, facts]));
}

/** By account. */
export type AnnotatedItems = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The items that have one of the tags, or whose note or tags have the text in them.
 * @param match `tags` as `tagKeyOf` has them, or `search` as `foldedSearch` has it
 */
export async function findAnnotated(
  table: AnnotationTable,
  accountIds: readonly string[],
  match: { tags: readonly string[] } | { search: string },
): Promise<AnnotatedItems> {
  const condition: SQL =
    'tags' in match
      ? sql`${table.tagKeys} && ${sql.param(match.tags)}::text[]`
      : sql`strpos(${table.searched}, ${match.search}) > 0`;
  const rows = await db()
    .select({ accountId: table.accountId, itemId: table.itemId })
    .from(table)
    .where(and(inArray(table.accountId, [...accountIds]), condition));
  const found = new Map<string, Set<string>>(accountIds.map((id) => [id, new Set()]));
  for (const { accountId, itemId } of rows) found.get(accountId)?.add(itemId);
  return found;
}

/** More wouldn't fit into a menu. */
const MAX_LISTED = 200;

/**
 * The tags in use in these accounts, the most used first, as they were written first.
 * @param listOf the items that the person sees: for someone confined to customers, only these count
 */
export async function countTags(
  table: AnnotationTable,
  accounts: readonly Account[],
  listOf: (account: Account) => Promise<readonly string[]>,
): Promise<{ tag: string; count: number }[]> {
  const isCounted = await Promise.all(
    accounts.map(async (account) =>
      and(
        eq(table.accountId, account.id),
        account.customerIds === null
          ? undefined
          : sql`${table.itemId} = any(${sql.param(await listOf(account))}::text[])`,
      ),
    ),
  );
  const { rows } = await db().execute<{ tag: string; count: number }>(sql`
    select (array_agg(used.tag order by ${table.updatedAt}))[1] as tag, count(*)::int as count
    from ${table}, unnest(${table.tags}, ${table.tagKeys}) as used (tag, key)
    where ${or(...isCounted) ?? sql`false`}
    group by used.key
    order by count desc, used.key
    limit ${MAX_LISTED}`);
  return rows;
}

function isOf(
  table: AnnotationTable,
  accountId: string,
  itemIds: string[] | undefined,
): SQL | undefined {
  return and(eq(table.accountId, accountId), itemIds && inArray(table.itemId, itemIds));
}
