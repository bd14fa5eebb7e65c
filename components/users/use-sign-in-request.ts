'use client';

import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import type { CustomerUser } from '@/lib/contract/users';

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
