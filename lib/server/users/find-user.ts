import 'server-only';
import { and, desc, eq, inArray } from 'drizzle-orm';
import {
  USER_KEY,
  type SameDomain,
  type UserDetails,
  type UserInvitation,
} from '@/lib/contract/user-details';
import type { UpstreamUser } from '@/lib/contract/users';
import { ALL_ACCOUNTS, listAccounts, type Account } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may } from '@/lib/server/policies/permissions';
import { findStoredPasswords, noStoredPassword } from '@/lib/server/vault/stored-passwords';
import { ownDomainOf } from '@/lib/shared/email/public-domains';
import { findAnnotation } from './annotations';
import { orderUsers } from './list-users';
import { userKey } from './user-key';
import { userList } from './user-list';

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
  const { account, user, items } = await locate(accounts, key, options);
  const { listedAs: _, ...facts } = user;
  const { id: accountId } = account;
  const { username } = user;
  const [stored, { note, tags }, invitation] = await Promise.all([
    findStoredPasswords(accountId, [username]),
    findAnnotation(accountId, username),
    may(actor, 'batches.read') ? findInvitation(accountId, username) : undefined,
  ]);
  return {
    user: {
      ...{ accountId, ...facts },
      ...(stored.get(username) ?? noStoredPassword),
      ...{ key, tags, hasNote: note !== null },
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

type Located = { account: Account; user: UpstreamUser; items: readonly UpstreamUser[] };

async function locate(
  accounts: readonly Account[],
  key: string,
  options: { waitMs?: number },
): Promise<Located> {
  const lists = await Promise.all(
    accounts.map(async (account) => ({
      account,
      ...(await joinLists('users', [account], userList, options).catch((error: unknown) => ({
        items: [],
        error,
      }))),
    })),
  );
  for (const { account, items } of lists) {
    const user = items[placesOf(account.id, items).get(key) ?? -1];
    if (user) return { account, user, items };
  }
  const failed = lists.find((list) => 'error' in list);
  if (failed && 'error' in failed) throw failed.error;
  throw noSuchUser();
}

const keyed = new WeakMap<readonly UpstreamUser[], Map<string, number>>();

/** Computed once per list: 100,000 keys take about a tenth of a second. */
function placesOf(accountId: string, items: readonly UpstreamUser[]): ReadonlyMap<string, number> {
  const before = keyed.get(items);
  if (before) return before;
  const places = new Map(
    items.map(({ username }, place) => [userKey({ accountId, username }), place]),
  );
  keyed.set(items, places);
  return places;
}

/** The latest one that RemotePC took, or may have taken. */
async function findInvitation(accountId: string, email: string): Promise<UserInvitation | null> {
  const [row] = await db()
    .select({
      batchId: batches.id,
      batchName: batches.name,
      at: invitations.updatedAt,
      by: batches.createdByEmail,
    })
    .from(invitations)
    .innerJoin(batches, eq(batches.id, invitations.batchId))
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
