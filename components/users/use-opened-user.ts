'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect, useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import { useOpened } from '@/components/ui/use-url-state';
import type { CustomerUser } from '@/lib/contract/users';
import { userByEmailQuery } from './queries';

/**
 * The user whose panel is open, by the address in the URL: a row on screen, a row that was on screen
 * when it was opened, or a user that is looked up.
 * @param account whose users are listed
 * @param isAll rows of several accounts are listed: the URL says whose the user is, too
 */
export function useOpenedUser(
  { account, isAll }: Pick<AccountChoice, 'account' | 'isAll'>,
  items: readonly CustomerUser[] | undefined,
) {
  const { opened, of, open, close } = useOpened('user', 'userAccount');
  const [before, setBefore] = useState<CustomerUser | null>(null);
  const isOpened = (user: CustomerUser | null | undefined) =>
    user?.username === opened && isOf(user, of);
  const here = items?.find(isOpened) ?? (isOpened(before) ? before : undefined);
  const isElsewhere = opened !== null && items !== undefined && !here;
  const found = useQuery({
    ...userByEmailQuery(opened ?? '', of ?? account),
    enabled: isElsewhere,
  });
  const isMissing = isElsewhere && found.data === null;
  useEffect(() => {
    if (!isMissing) return;
    toast.error('This user isn’t in the list', { description: opened ?? '' });
    close();
  });
  return {
    user: opened === null ? undefined : (here ?? found.data ?? undefined),
    open: (user: CustomerUser) => {
      setBefore(user);
      open(user.username, isAll ? user.accountId : null);
    },
    close,
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
