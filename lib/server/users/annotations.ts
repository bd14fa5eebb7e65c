import 'server-only';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { AnnotateUserInput, Annotation, TagsInUse } from '@/lib/contract/annotations';
import type { CustomerUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { holdAccount } from '@/lib/server/accounts/hold-account';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { userAnnotations } from '@/lib/server/db/schema';
import { foldedSearch, tagKeyOf } from '@/lib/shared/tags';
import { findListedUser } from './user-list';

const nothing: Annotation = { note: null, tags: [] };

/**
 * Changes our own note and tags on a user. The event has what was before and after; a change that
 * changes nothing has none.
 * @throws DeskError `user_not_found`, `account_not_found`
 * @throws UpstreamError if no list was ever read
 */
export async function annotateUser(
  actor: Actor,
  account: Account,
  { username: name, note, tags }: AnnotateUserInput,
): Promise<Annotation> {
  const { username } = await findListedUser(account, name, undefined, 'nothing was saved');
  return db().transaction(async (tx) => {
    await holdAccount(tx, account.id);
    const before = await lockAnnotation(tx, account.id, username);
    const after: Annotation = {
      note: note === undefined ? before.note : note || null,
      tags: tags ?? before.tags,
    };
    const change = changeOf(before, after);
    if (!change) return after;
    await write(tx, actor, { accountId: account.id, username }, after);
    await recordEvent(
      actor,
      {
        action: 'user.annotated',
        target: username,
        accountId: account.id,
        outcome: 'success',
        details: change,
      },
      tx,
    );
    return after;
  });
}

/** As it is. Until the transaction ends, no one else changes it; there may be no row to lock. */
async function lockAnnotation(
  tx: Transaction,
  accountId: string,
  username: string,
): Promise<Annotation> {
  const lock = `annotation ${accountId} ${username}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);
  return (await readAnnotation(accountId, username, tx)) ?? nothing;
}

async function readAnnotation(
  accountId: string,
  username: string,
  executor: Pick<Transaction, 'select'>,
): Promise<Annotation | undefined> {
  const [row] = await executor
    .select({ note: userAnnotations.note, tags: userAnnotations.tags })
    .from(userAnnotations)
    .where(isOf(accountId, [username]));
  return row;
}

/** Only the fields that differ; null: none does. */
function changeOf(before: Annotation, after: Annotation) {
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
  user: { accountId: string; username: string },
  { note, tags }: Annotation,
): Promise<void> {
  if (note === null && tags.length === 0) {
    await tx.delete(userAnnotations).where(isOf(user.accountId, [user.username]));
    return;
  }
  const values = {
    ...{ note, tags, tagKeys: tags.map(tagKeyOf), updatedBy: actor.id },
    searched: [...tags, note ?? ''].map(foldedSearch).join('\n'),
  };
  await tx
    .insert(userAnnotations)
    .values({ ...user, ...values })
    .onConflictDoUpdate({
      target: [userAnnotations.accountId, userAnnotations.username],
      set: { ...values, updatedAt: sql`now()` },
    });
}

/** The user's own note and tags. */
export async function findAnnotation(accountId: string, username: string): Promise<Annotation> {
  return (await readAnnotation(accountId, username, db())) ?? nothing;
}

type AnnotationFacts = Required<Pick<CustomerUser, 'tags' | 'hasNote'>>;

export const notAnnotated: AnnotationFacts = { tags: [], hasNote: false };

/** The tags of these users, and whether they have a note; without `usernames`, of the account. */
export async function findAnnotations(
  accountId: string,
  usernames?: string[],
): Promise<ReadonlyMap<string, AnnotationFacts>> {
  if (usernames?.length === 0) return new Map();
  const rows = await db()
    .select({
      username: userAnnotations.username,
      tags: userAnnotations.tags,
      hasNote: sql<boolean>`${userAnnotations.note} is not null`,
    })
    .from(userAnnotations)
    .where(isOf(accountId, usernames));
  return new Map(rows.map(({ username, ...facts }) => [username, facts]));
}

/** By account. */
export type AnnotatedUsers = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The users who have one of the tags, or whose note or tags have the text in them.
 * @param match `tags` as `tagKeyOf` has them, or `search` as `foldedSearch` has it
 */
export async function findAnnotated(
  accountIds: readonly string[],
  match: { tags: readonly string[] } | { search: string },
): Promise<AnnotatedUsers> {
  const condition: SQL =
    'tags' in match
      ? sql`${userAnnotations.tagKeys} && ${sql.param(match.tags)}::text[]`
      : sql`strpos(${userAnnotations.searched}, ${match.search}) > 0`;
  const rows = await db()
    .select({ accountId: userAnnotations.accountId, username: userAnnotations.username })
    .from(userAnnotations)
    .where(and(inArray(userAnnotations.accountId, [...accountIds]), condition));
  const found = new Map<string, Set<string>>(accountIds.map((id) => [id, new Set()]));
  for (const { accountId, username } of rows) found.get(accountId)?.add(username);
  return found;
}

/** More wouldn't fit into a menu. */
const MAX_LISTED = 200;

/** The tags in use in these accounts, the most used first, as they were written first. */
export async function listTags(accounts: readonly Pick<Account, 'id'>[]): Promise<TagsInUse> {
  const ids = accounts.map(({ id }) => id);
  const { rows } = await db().execute<{ tag: string; users: number }>(sql`
    select (array_agg(used.tag order by ${userAnnotations.updatedAt}))[1] as tag, count(*)::int as users
    from ${userAnnotations}, unnest(${userAnnotations.tags}, ${userAnnotations.tagKeys}) as used (tag, key)
    where ${inArray(userAnnotations.accountId, ids)}
    group by used.key
    order by users desc, used.key
    limit ${MAX_LISTED}`);
  return { items: rows };
}

function isOf(accountId: string, usernames: string[] | undefined): SQL | undefined {
  return and(
    eq(userAnnotations.accountId, accountId),
    usernames && inArray(userAnnotations.username, usernames),
  );
}
