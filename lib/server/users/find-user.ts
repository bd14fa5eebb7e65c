import 'server-only';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import {
  USER_KEY,
  type SameDomain,
  type UserDetails,
  type UserInvitation,
} from '@/lib/contract/user-details';
import type { UpstreamUser } from '@/lib/contract/users';
import { ALL_ACCOUNTS, listAccounts } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { findAnnotation } from '@/lib/server/annotations/annotations';
import { findByKey } from '@/lib/server/annotations/find-by-key';
import { db } from '@/lib/server/db/client';
import { batches, invitations, staffMembers, userAnnotations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may } from '@/lib/server/policies/permissions';
import { findStoredPasswords, noStoredPassword } from '@/lib/server/vault/stored-passwords';
import { ownDomainOf } from '@/lib/shared/email/public-domains';
import { assignmentsOf } from './assignments';
import { orderUsers } from './list-users';
import { userKey, userList } from './user-list';

const keyed = {
  kind: 'users',
  listOf: userList,
  keyOf: (accountId: string, { username }: UpstreamUser) => userKey({ accountId, username }),
} as const;

/**
 * The user with this key, in any account that the person may see, from the last known lists.
 * @param options.waitMs how long to wait for an expired list to be replaced
 * @throws DeskError `not_found`; `upstream_unavailable` a list that may have them can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function findUser(
  actor: Actor,
  key: string,
  options: { waitMs?: number } = {},
): Promise<UserDetails> {
  if (!USER_KEY.test(key)) throw noSuchUser();
  const accounts = (await listAccounts(actor)).filter(({ upstream }) => upstream === 'remotepc');
  if (accounts.length === 0) throw noSuchUser();
  const found = await findByKey(accounts, key, keyed, options);
  if (!found) throw noSuchUser();
  const { item: user, items } = found;
  const { listedAs: _, ...facts } = user;
  const { id: accountId } = found.account;
  const { username } = user;
  const [stored, { note, tags }, invitation, assignmentOf] = await Promise.all([
    findStoredPasswords(accountId, [username]),
    findAnnotation(userAnnotations, accountId, username),
    may(actor, 'batches.read') ? findInvitation(accountId, username) : undefined,
    assignmentsOf([found.account], [{ accountId, username }]),
  ]);
  return {
    user: {
      ...{ accountId, ...facts },
      ...(stored.get(username) ?? noStoredPassword),
      ...{ key, tags, hasNote: note !== null },
      ...assignmentOf({ accountId, username }),
    },
    note,
    ...(invitation !== undefined && { invitation }),
    sameDomain: findSameDomain(accountId, items, username),
  };
}

/**
 * The path of a user of whom only the address is known. Whether there is one shows there.
 * @param accountId whose the user is; left out, or of all: the first account that lists them
 */
export async function findUserPath(
  actor: Actor,
  username: string,
  accountId?: string,
): Promise<string> {
  if (accountId !== undefined && accountId !== ALL_ACCOUNTS) return pathOf(accountId, username);
  const accounts = (await listAccounts(actor)).filter(({ upstream }) => upstream === 'remotepc');
  for (const account of accounts) {
    const known = await userList(account).peek();
    const isListed = known?.items.some((user) => user.username === username);
    if (isListed) return pathOf(account.id, username);
  }
  return pathOf(accounts[0]?.id ?? '', username);
}

function pathOf(accountId: string, username: string): string {
  return `/users/${userKey({ accountId, username })}`;
}

/** The latest one that RemotePC took, or may have taken. */
async function findInvitation(accountId: string, email: string): Promise<UserInvitation | null> {
  const [row] = await db()
    .select({
      batchId: batches.id,
      batchName: batches.name,
      at: invitations.updatedAt,
      by: sql<string>`coalesce(${staffMembers.name}, ${batches.createdByEmail})`,
    })
    .from(invitations)
    .innerJoin(batches, eq(batches.id, invitations.batchId))
    .leftJoin(staffMembers, eq(staffMembers.id, batches.createdById))
    .where(
      and(
        eq(invitations.email, email),
        eq(batches.accountId, accountId),
        inArray(invitations.status, ['invited', 'already_invited', 'unconfirmed']),
      ),
    )
    .orderBy(desc(invitations.updatedAt))
    .limit(1);
  return row ? { ...row, at: row.at.toISOString() } : null;
}

const SHOWN_OTHERS = 5;

function findSameDomain(
  accountId: string,
  items: readonly UpstreamUser[],
  username: string,
): SameDomain | null {
  const domain = ownDomainOf(username);
  if (domain === null) return null;
  const others = Array.from(orderUsers(items, 'username')).flatMap((place) => {
    const other = items[place]?.username;
    return other?.endsWith(`@${domain}`) && other !== username ? [other] : [];
  });
  if (others.length === 0) return null;
  const users = others
    .slice(0, SHOWN_OTHERS)
    .map((other) => ({ username: other, key: userKey({ accountId, username: other }) }));
  return { domain, others: others.length, users };
}

function noSuchUser(): DeskError {
  return new DeskError('not_found', {
    detail: 'RemotePC lists no such user in your accounts. They may have been removed.',
  });
}
