import 'server-only';
import type { UnavailableAccount } from '@/lib/contract/accounts';
import type { ListGap } from '@/lib/contract/devices';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import type { Account } from './accounts';
import type { ListKind, SeenList, UpstreamListView } from './upstream-list';

/** The lists of several accounts as one. */
export type JoinedList<T> = {
  items: readonly T[];
  /** Whose the item at this place is. */
  accountAt: (place: number) => string;
  /** Of the oldest list. */
  fetchedAt: Date;
  /** One of them has expired and couldn't be refetched in time. */
  isStale: boolean;
  gaps: readonly ListGap[];
  /** Accounts whose list isn't known: theirs is missing here. */
  unavailable: UnavailableAccount[];
};

export type ListPart<T> = { account: Account; view: UpstreamListView<T> };

/**
 * Reads the lists of these accounts. One that can't be read leaves the others.
 * @throws UpstreamError, DeskError if none can be read
 */
export async function joinLists<T>(
  kind: ListKind,
  accounts: readonly Account[],
  listOf: (account: Account) => SeenList<T>,
  options: { refresh?: boolean; waitMs?: number } = {},
): Promise<JoinedList<T>> {
  const failures: { account: Account; error: unknown }[] = [];
  const read = await Promise.all(
    accounts.map(async (account): Promise<ListPart<T>[]> => {
      try {
        return [{ account, view: await listOf(account).read(options) }];
      } catch (error) {
        failures.push({ account, error });
        return [];
      }
    }),
  );
  const parts = read.flat();
  if (parts.length === 0) throw failures[0]?.error;
  return {
    ...joinParts(kind, parts),
    unavailable: failures.map(({ account: { id, name }, error }) => {
      const { code, detail } = explainError(error);
      return { accountId: id, name, code, detail };
    }),
  };
}

/**
 * For a file: one that silently lacks an account would be taken for the whole.
 * @throws DeskError `upstream_unavailable`
 */
export function requireAll(kind: ListKind, [missing]: readonly UnavailableAccount[]): void {
  if (!missing) return;
  throw new DeskError('upstream_unavailable', {
    detail: `The ${kind} of ${missing.name} can’t be read, so the file would be incomplete. ${missing.detail}`,
  });
}

/** What was read of them as one list. */
export function joinParts<T>(
  kind: ListKind,
  parts: readonly ListPart<T>[],
): Omit<JoinedList<T>, 'unavailable'> {
  const views = parts.map(({ view }) => view);
  return {
    items: itemsOf(kind, parts),
    accountAt: accountsAt(parts),
    fetchedAt: new Date(Math.min(...views.map(({ fetchedAt }) => fetchedAt.getTime()))),
    isStale: views.some(({ isStale }) => isStale),
    gaps: views.flatMap(({ gaps }) => gaps ?? []),
  };
}

type Joined = { parts: readonly (readonly unknown[])[]; items: readonly unknown[] };

const joined = new Map<string, Joined>();

/**
 * The same array as long as none of the lists changes: what is computed once per list, such as its
 * order, is kept by it.
 */
function itemsOf<T>(kind: ListKind, parts: readonly ListPart<T>[]): readonly T[] {
  const [only] = parts;
  if (only && parts.length === 1) return only.view.items;
  // What someone confined sees is theirs alone, and made for this call.
  if (only && only.account.customerIds !== null) return parts.flatMap(({ view }) => view.items);
  const key = `${kind} ${parts.map(({ account }) => account.id).join(' ')}`;
  const lists = parts.map(({ view }) => view.items);
  const known = joined.get(key);
  if (known && lists.every((list, index) => list === known.parts[index])) {
    return known.items as readonly T[];
  }
  const items = lists.flat();
  joined.set(key, { parts: lists, items });
  return items;
}

function accountsAt<T>(parts: readonly ListPart<T>[]): (place: number) => string {
  let end = 0;
  const ends = parts.map(({ account, view }) => ({
    id: account.id,
    end: (end += view.items.length),
  }));
  return (place) => ends.find((part) => place < part.end)?.id ?? '';
}
