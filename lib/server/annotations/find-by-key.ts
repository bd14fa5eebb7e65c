import 'server-only';
import { createHash } from 'node:crypto';
import type { Account } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { ListKind, SeenList } from '@/lib/server/accounts/upstream-list';

const LENGTH = 22;

/**
 * Names something of a vendor's in a path, where no address may be: 132 bits of a hash of the
 * account and its name there. The same for everyone and at any time, so that links last, and
 * nothing has to be stored for it. Not a secret: it opens nothing by itself.
 */
export function pathKey(prefix: 'usr' | 'dev', accountId: string, name: string): string {
  const hash = createHash('sha256').update(`${accountId} ${name}`).digest('base64url');
  return `${prefix}_${hash.slice(0, LENGTH)}`;
}

type Keyed<T> = {
  kind: ListKind;
  listOf: (account: Account) => SeenList<T>;
  keyOf: (accountId: string, item: T) => string;
};

type Located<T> = { account: Account; item: T; items: readonly T[] };

/**
 * The item with this key, in the last known lists of these accounts; null: none has it.
 * @param options.waitMs how long to wait for an expired list to be replaced
 * @throws DeskError, UpstreamError a list that may have it can't be read
 */
export async function findByKey<T>(
  accounts: readonly Account[],
  key: string,
  { kind, listOf, keyOf }: Keyed<T>,
  options: { waitMs?: number },
): Promise<Located<T> | null> {
  const lists = await Promise.all(
    accounts.map(async (account) => ({
      account,
      ...(await joinLists(kind, [account], listOf, options).catch((error: unknown) => ({
        items: [],
        error,
      }))),
    })),
  );
  for (const { account, items } of lists) {
    const item = items[placesOf(items, (one) => keyOf(account.id, one)).get(key) ?? -1];
    if (item) return { account, item, items };
  }
  const failed = lists.find((list) => 'error' in list);
  if (failed && 'error' in failed) throw failed.error;
  return null;
}

const keyed = new WeakMap<readonly unknown[], Map<string, number>>();

/** Computed once per list: 100,000 keys take about a tenth of a second. */
function placesOf<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, number> {
  const before = keyed.get(items);
  if (before) return before;
  const places = new Map(items.map((item, place) => [keyOf(item), place]));
  keyed.set(items, places);
  return places;
}
