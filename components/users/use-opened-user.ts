'use client';

import { usePathname } from 'next/navigation';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useRef, useState } from 'react';
import type { CustomerUser } from '@/lib/contract/users';

const LIST = '/users';
/** Says that a user's path shows the list, too: as it was when the panel was opened from it. */
const IN_LIST = 'panel';

/**
 * The user whose panel is open over the list, by the path. Opening adds an entry to the browser's
 * history, going on to another user replaces it, and closing goes back from it. The page isn't
 * requested anew: Next follows the history.
 * @param items the rows on screen
 */
export function useOpenedUser(items: readonly CustomerUser[] | undefined) {
  const key = /^\/users\/(usr_[\w-]+)$/.exec(usePathname())?.[1] ?? null;
  // The search of the URL that was added; the entry before it is the list without the panel.
  const ownStep = useRef<string | null>(null);
  const open = (user: CustomerUser) => {
    if (!user.key) return;
    const query = new URLSearchParams(location.search);
    query.set(IN_LIST, '1');
    const url = `${LIST}/${user.key}?${query}`;
    if (key === null) {
      ownStep.current = `?${query}`;
      history.pushState(null, '', url);
    } else {
      history.replaceState(null, '', url);
    }
  };
  const close = () => {
    if (ownStep.current === location.search) {
      ownStep.current = null;
      history.back();
    } else {
      const query = new URLSearchParams(location.search);
      query.delete(IN_LIST);
      history.replaceState(null, '', query.size > 0 ? `${LIST}?${query}` : LIST);
    }
  };
  const place = items?.findIndex((user) => user.key === key) ?? -1;
  return {
    key,
    row: items?.[place],
    open,
    close,
    /** The rows around it. */
    before: place < 0 ? undefined : items?.[place - 1],
    after: place < 0 ? undefined : items?.[place + 1],
  };
}

function isOf({ accountId }: CustomerUser, of: string | null): boolean {
  return of === null || accountId === of;
}

/**
 * The user to ask before a sign-in: the one whose button was pressed, or with `?do=sign-in` the one
 * whose address the URL searches for.
 * @param users those on screen, if signing in as them is allowed
 */
export function useSignInRequest(search: string, users: readonly CustomerUser[] | undefined) {
  const [wish, setWish] = useQueryState(
    'do',
    parseAsStringLiteral(['sign-in']).withOptions({ history: 'replace', shallow: true }),
  );
  const [of, setOf] = useQueryState(
    'userAccount',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  );
  const [asked, setAsked] = useState<CustomerUser | null>(null);
  const address = search.trim().toLowerCase();
  const linked = wish && users?.find((user) => user.username === address && isOf(user, of));
  return {
    user: asked ?? linked,
    ask: setAsked,
    end: () => {
      setAsked(null);
      if (!wish) return;
      void setWish(null);
      void setOf(null);
    },
  };
}
