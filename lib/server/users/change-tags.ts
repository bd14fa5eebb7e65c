import 'server-only';
import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  MOST_TAGGED,
  type ChangedTags,
  type ChangeTagsInput,
  type SkippedUser,
} from '@/lib/contract/annotations';
import type { UserFilters } from '@/lib/contract/users';
import { holdAccount } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { annotationsLock } from '@/lib/server/annotations/annotations';
import { recordEvents } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { userAnnotations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { formatNumber } from '@/lib/shared/format';
import { groupBy } from '@/lib/shared/group-by';
import { foldedSearch, MAX_TAGS, tagKeyOf } from '@/lib/shared/tags';
import { accountsFor, chooser } from './chosen-users';
import { findMatches } from './list-users';
import { userList } from './user-list';

/** Rows per statement. */
const SLICE = 1_000;
const MAX_NAMED = 100;

type Tagged = { accountId: string; username: string; note: string | null; tags: string[] };
type Change = Tagged & { before: string[] };

/**
 * Adds and removes tags of many users, in one transaction: all are changed, or none. Someone who
 * would have too many is left out and named. Each change has its event, as if made alone.
 * @param filters which users match; of these, the selected ones or all
 * @throws DeskError `account_not_found`, `account_disabled`; `invalid_request` more than
 * `MOST_TAGGED` match; `upstream_unavailable` an account's list can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function changeTags(
  actor: Actor,
  filters: UserFilters,
  input: ChangeTagsInput,
): Promise<ChangedTags> {
  const { usernames, users, add, remove } = input;
  const chosen = input.all ? undefined : { usernames, users };
  const accounts = await accountsFor(actor, filters.account, chosen);
  const list = await joinLists('users', accounts, userList);
  const [missing] = list.unavailable;
  if (missing) {
    throw new DeskError('upstream_unavailable', {
      detail: `The users of ${missing.name} can’t be read, so no tags were changed. ${missing.detail}`,
    });
  }
  const isChosen = chosen ? chooser(chosen) : () => true;
  const found = Array.from(await findMatches(list, accounts, filters)).flatMap((place) => {
    const username = list.items[place]?.username ?? '';
    const accountId = list.accountAt(place);
    return isChosen(accountId, username) ? [{ accountId, username }] : [];
  });
  if (found.length > MOST_TAGGED) {
    throw new DeskError('invalid_request', {
      detail: `${formatNumber(found.length)} users match. Tags can be changed for at most ${formatNumber(MOST_TAGGED)} at once: narrow the filters.`,
    });
  }
  const notListed = chosen ? unlisted(chosen, found) : [];
  const { changes, tooMany } = await db().transaction(async (tx) => {
    const work = planned(await lockTagged(tx, found), { add, remove });
    await write(tx, actor, work.changes);
    return work;
  });
  const skipped = [...tooMany, ...notListed];
  return {
    changed: changes.length,
    unchanged: found.length - changes.length - tooMany.length,
    skipped: skipped.slice(0, MAX_NAMED),
    skippedCount: skipped.length,
  };
}

type UserKey = { accountId: string; username: string };

function unlisted(
  { usernames, users }: Pick<ChangeTagsInput, 'usernames' | 'users'>,
  found: readonly UserKey[],
): SkippedUser[] {
  const names = new Set(found.map(({ username }) => username));
  const keys = new Set(found.map(({ accountId, username }) => `${accountId} ${username}`));
  const reason = 'not_listed' as const;
  const missing = (users ?? []).filter((one) => !keys.has(`${one.accountId} ${one.username}`));
  return [
    ...missing.map((one) => ({ ...one, reason })),
    ...(usernames ?? [])
      .filter((username) => !names.has(username))
      .map((username) => ({ accountId: null, username, reason })),
  ];
}

/** Their notes and tags. Until the transaction ends, no one else changes any of these accounts. */
async function lockTagged(tx: Transaction, users: readonly UserKey[]): Promise<Tagged[]> {
  const byAccount = groupBy(users, ({ accountId }) => accountId);
  const all: Tagged[] = [];
  // Always in the same order, so that two calls wait for each other.
  for (const accountId of [...byAccount.keys()].sort()) {
    await holdAccount(tx, accountId);
    await tx.execute(sql`select pg_advisory_xact_lock(${annotationsLock(accountId)})`);
    const names = byAccount.get(accountId)?.map(({ username }) => username) ?? [];
    const stored = new Map<string, Pick<Tagged, 'note' | 'tags'>>();
    for (const some of slices(names)) {
      const { itemId: username, note, tags } = userAnnotations;
      const rows = await tx
        .select({ username, note, tags })
        .from(userAnnotations)
        .where(and(eq(userAnnotations.accountId, accountId), inArray(username, some)));
      for (const row of rows) stored.set(row.username, row);
    }
    for (const username of names) {
      all.push({ note: null, tags: [], ...stored.get(username), accountId, username });
    }
  }
  return all;
}

/** What is to be written. */
function planned(
  users: readonly Tagged[],
  { add, remove }: Pick<ChangeTagsInput, 'add' | 'remove'>,
): { changes: Change[]; tooMany: SkippedUser[] } {
  const removed = new Set(remove.map(tagKeyOf));
  const changes: Change[] = [];
  const tooMany: SkippedUser[] = [];
  for (const { tags: before, ...user } of users) {
    const kept = before.filter((tag) => !removed.has(tagKeyOf(tag)));
    const keys = new Set(kept.map(tagKeyOf));
    const added = add.filter((tag) => !keys.has(tagKeyOf(tag)));
    const tags = [...kept, ...added];
    if (added.length > 0 && tags.length > MAX_TAGS) {
      const { accountId, username } = user;
      tooMany.push({ accountId, username, reason: 'too_many_tags' });
    } else if (added.length > 0 || kept.length < before.length) {
      changes.push({ ...user, before, tags });
    }
  }
  return { changes, tooMany };
}

async function write(tx: Transaction, actor: Actor, changes: readonly Change[]): Promise<void> {
  for (const some of slices(changes)) {
    const rows = some.map(({ accountId, username, note, tags }) => ({
      ...{ account_id: accountId, username, note, tags, tag_keys: tags.map(tagKeyOf) },
      searched: [...tags, note ?? ''].map(foldedSearch).join('\n'),
    }));
    await tx.execute(sql`
      insert into user_annotations
        (account_id, username, note, tags, tag_keys, searched, updated_by)
      select account_id, username, note, tags, tag_keys, searched, ${actor.id}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row
        (account_id text, username text, note text, tags text[], tag_keys text[], searched text)
      on conflict (account_id, username) do update set tags = excluded.tags,
        tag_keys = excluded.tag_keys, searched = excluded.searched,
        updated_by = excluded.updated_by, updated_at = now()`);
  }
  // Someone without note and tags has no row.
  const accountIds = [...new Set(changes.map(({ accountId }) => accountId))];
  await tx
    .delete(userAnnotations)
    .where(
      and(
        inArray(userAnnotations.accountId, accountIds),
        sql`${userAnnotations.note} is null and cardinality(${userAnnotations.tags}) = 0`,
      ),
    );
  await recordEvents(
    actor,
    changes.map(({ accountId, username, before, tags }) => ({
      action: 'user.annotated',
      target: username,
      accountId,
      outcome: 'success' as const,
      details: { before: { tags: before }, after: { tags } },
    })),
    tx,
  );
}

function* slices<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += SLICE) {
    yield items.slice(start, start + SLICE);
  }
}
