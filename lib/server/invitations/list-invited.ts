import 'server-only';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { InvitedPage, InvitedPerson, listInvitedQuerySchema } from '@/lib/contract/invited';
import type { InvitationStatus } from '@/lib/contract/invitations';
import type { UpstreamUser } from '@/lib/contract/users';
import { findAccounts } from '@/lib/server/accounts/accounts';
import { joinLists, type JoinedList } from '@/lib/server/accounts/join-lists';
import { isOfCustomer } from '@/lib/server/assignments/assignments';
import { db } from '@/lib/server/db/client';
import { batches, invitations, staffMembers, userSeats } from '@/lib/server/db/schema';
import { maySeeCustomer, type Viewer } from '@/lib/server/policies/permissions';
import { assignmentsOf } from '@/lib/server/users/assignments';
import { userList } from '@/lib/server/users/user-list';
import { hasEmail } from './list-batches';

const INVITED: InvitationStatus[] = ['invited', 'already_invited'];

/** An account and an address in it, as one text: neither has a blank. */
const keyOf = (accountId: string, email: string) => `${accountId} ${email}`;

/**
 * The people who were invited and aren't users yet, those invited last first: they are in no list
 * of their account, and were in none after the day of their latest invitation. Someone who came and
 * was removed again isn't among them. With 100,000 users and 100,000 such people, on two busy cores,
 * a search takes 0.1 to 0.4 seconds and all of them 1 to 2.
 * With `customer`, those who belong to one of these, as users are assigned: by hand, by rule or by
 * the domain of the address. Someone confined to customers sees only those of their own.
 * @param options.waitMs how long to wait for an expired list of users to be replaced
 * @throws DeskError `account_not_found`
 * @throws UpstreamError if no list of users was ever read: then no one knows who has come
 */
export async function listInvited(
  viewer: Viewer,
  { account, search, customer, page, pageSize }: z.output<typeof listInvitedQuerySchema>,
  options: { waitMs?: number } = {},
): Promise<InvitedPage> {
  const accounts = await findAccounts(viewer, 'remotepc', account);
  const list = await joinLists('users', accounts, userList, options);
  const unread = new Set(list.unavailable.map(({ accountId }) => accountId));
  const ids = accounts.map(({ id }) => id).filter((id) => !unread.has(id));
  const listed = keysOf(list);
  const isWanted = await wantedBy(viewer, ids, customer);
  const waiting = (await findKeys(ids, search.trim())).filter(
    (key) => !listed.has(key) && isWanted(key),
  );
  const start = (page - 1) * pageSize;
  return {
    items: await findLatest(waiting.slice(start, start + pageSize)),
    total: waiting.length,
    page,
    pageSize,
    ...(list.unavailable.length > 0 && { unavailable: list.unavailable }),
  };
}

/** Whether someone, by key, belongs to one of these customers, and may be seen. */
async function wantedBy(
  viewer: Viewer,
  accountIds: readonly string[],
  customers: readonly string[] | undefined,
): Promise<(key: string) => boolean> {
  if (!customers && viewer.customerIds === null) return () => true;
  const assignmentOf = await assignmentsOf(accountIds.map((id) => ({ id })));
  return (key) => {
    const [accountId = '', username = ''] = key.split(' ');
    const facts = assignmentOf({ accountId, username });
    return (
      maySeeCustomer(viewer, facts.customer?.id ?? null) &&
      (!customers || isOfCustomer(facts, customers))
    );
  };
}

const keyed = new WeakMap<readonly UpstreamUser[], ReadonlySet<string>>();

/** Computed once per list. */
function keysOf({ items, accountAt }: JoinedList<UpstreamUser>): ReadonlySet<string> {
  const known =
    keyed.get(items) ??
    new Set(items.map(({ username }, place) => keyOf(accountAt(place), username)));
  keyed.set(items, known);
  return known;
}

/**
 * Everyone who was invited to these accounts, the last first, and those of one moment as in their
 * list. As one text: a row for each of 100,000 would take longer to read than to find.
 */
async function findKeys(accountIds: readonly string[], search: string): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const isWanted = search === '' ? undefined : hasEmail(search);
  const { rows } = await db().transaction(async (tx) => {
    // So that 100,000 are grouped and sorted in memory.
    await tx.execute(sql`set local work_mem = '64MB'`);
    return tx.execute<{ keys: string | null }>(sql`
      with gone as materialized (
        select account_id, username, day from ${userSeats}
        where ${inArray(userSeats.accountId, [...accountIds])}
          and is_latest and seats is null and seats_used is null
      )
      select string_agg(latest.account_id || ' ' || email, chr(10)
        order by at desc, place, email collate "C") as keys
      from (
        select ${batches.accountId}, ${invitations.email}, max(${invitations.updatedAt}) as at,
          min(${invitations.index}) as place
        from ${invitations} join ${batches} on ${batches.id} = ${invitations.batchId}
        where ${and(
          inArray(batches.accountId, [...accountIds]),
          inArray(invitations.status, INVITED),
          isWanted,
        )}
        group by ${batches.accountId}, ${invitations.email}
      ) as latest
      left join gone on gone.account_id = latest.account_id and gone.username = latest.email
        and gone.day > to_char(latest.at at time zone 'UTC', 'YYYY-MM-DD')
      where gone.username is null`);
  });
  return rows[0]?.keys?.split('\n') ?? [];
}

/**
 * The latest invitation of each, in this order. Batches are read apart: joined, PostgreSQL may read
 * their rows instead of the addresses'.
 */
async function findLatest(keys: readonly string[]): Promise<InvitedPerson[]> {
  if (keys.length === 0) return [];
  const emails = [...new Set(keys.map((key) => key.slice(key.indexOf(' ') + 1)))];
  const { email, status, seats, updatedAt: at, batchId } = invitations;
  const rows = await db()
    .select({ email, status, seats, at, batchId })
    .from(invitations)
    .where(and(inArray(email, emails), inArray(status, INVITED)))
    .orderBy(at, batchId);
  const { id, accountId, name: batchName } = batches;
  const by = sql<string>`coalesce(${staffMembers.name}, ${batches.createdByEmail})`;
  const ofBatch = await db()
    .select({ id, accountId, by, batchName })
    .from(batches)
    .leftJoin(staffMembers, eq(staffMembers.id, batches.createdById))
    .where(inArray(id, [...new Set(rows.map((row) => row.batchId))]));
  const batchesById = new Map(ofBatch.map((batch) => [batch.id, batch]));
  const latest = new Map<string, InvitedPerson>();
  for (const row of rows) {
    const batch = batchesById.get(row.batchId);
    if (!batch) continue;
    latest.set(keyOf(batch.accountId, row.email), {
      ...{ accountId: batch.accountId, by: batch.by, batchName: batch.batchName },
      ...row,
      status: row.status as InvitedPerson['status'],
      at: row.at.toISOString(),
    });
  }
  return keys.flatMap((key) => latest.get(key) ?? []);
}
