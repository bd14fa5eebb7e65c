import 'server-only';
import type { AnnotateUserInput, Annotation, TagsInUse } from '@/lib/contract/annotations';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { annotate, countTags, withChange } from '@/lib/server/annotations/annotations';
import { db } from '@/lib/server/db/client';
import { userAnnotations } from '@/lib/server/db/schema';
import { findListedUser, userList } from './user-list';

/**
 * Changes our own note and tags on a user.
 * @throws DeskError `user_not_found`, `account_not_found`
 * @throws UpstreamError if no list was ever read
 */
export async function annotateUser(
  actor: Actor,
  account: Account,
  { username: name, ...change }: AnnotateUserInput,
): Promise<Annotation> {
  const { username: itemId } = await findListedUser(account, name, undefined, 'nothing was saved');
  const accountId = account.id;
  const item = { table: userAnnotations, action: 'user.annotated', accountId, itemId } as const;
  return db().transaction((tx) => annotate(tx, actor, item, withChange(change)));
}

/** The tags in use in these accounts, the most used first. */
export async function listTags(accounts: readonly Account[]): Promise<TagsInUse> {
  const tags = await countTags(userAnnotations, accounts, async (account) =>
    (await userList(account).read()).items.map(({ username }) => username),
  );
  return { items: tags.map(({ tag, count }) => ({ tag, users: count })) };
}
