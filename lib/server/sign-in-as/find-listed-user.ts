import 'server-only';
import type { UpstreamUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { DeskError } from '@/lib/server/errors';
import { userList } from '@/lib/server/users/user-list';

/** Letters that a database may take for plain ones though Unicode doesn't take them apart. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

const folded = new WeakMap<readonly UpstreamUser[], Map<string, UpstreamUser | null>>();

/**
 * The customer user of RemotePC's own list that a name means. Nobody else is asked of RemotePC: its
 * database may ignore accents, and then `usér@…` would pass by what is counted and blocked for
 * `user@…`. A name that isn't in the last known list has the list read once more.
 * @param beforeAsking may throw what makes that needless
 * @throws DeskError `user_not_found`   @throws UpstreamError where the list can't be read
 */
export async function findListedUser(
  account: Account,
  name: string,
  beforeAsking: () => Promise<void> = async () => {},
): Promise<UpstreamUser> {
  const list = userList(account);
  const known = await list.peek();
  const listed = known && match(known.items, name);
  if (listed) return listed;
  await beforeAsking();
  const found = match((await list.refresh()).items, name);
  if (found) return found;
  throw new DeskError('user_not_found', {
    detail: `RemotePC’s list of this account’s users doesn’t have ${name}, so no sign-in was sent. Check the spelling; the user may have been removed.`,
  });
}

/** The name in the last known list that a name means, without asking anyone; else as it is. */
export async function listedName(account: Account, name: string): Promise<string> {
  const known = await userList(account).peek();
  return (known && match(known.items, name))?.username ?? name;
}

function match(users: readonly UpstreamUser[], name: string): UpstreamUser | null {
  const same = users.find(({ username }) => username === name);
  return same ?? byFoldedName(users).get(fold(name)) ?? null;
}

/** Where two users differ in accents alone, a third spelling means neither: null. */
function byFoldedName(users: readonly UpstreamUser[]): Map<string, UpstreamUser | null> {
  const known = folded.get(users);
  if (known) return known;
  const names = new Map<string, UpstreamUser | null>();
  for (const user of users) {
    const name = fold(user.username);
    names.set(name, names.has(name) ? null : user);
  }
  folded.set(users, names);
  return names;
}

function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłħı]/g, (letter) => PLAIN[letter] ?? letter);
}
