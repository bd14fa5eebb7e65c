'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect, useState } from 'react';
import { toast } from '@/components/ui/toast';
import { useOpened } from '@/components/ui/use-url-state';
import type { CustomerUser } from '@/lib/contract/users';
import { userByEmailQuery } from './queries';

/**
 * The user whose panel is open, by the address in the URL: a row on screen, the one that was opened
 * from a row that has gone meanwhile, or one that is looked up.
 */
export function useOpenedUser(account: string | null, items: readonly CustomerUser[] | undefined) {
  const { opened, open, close } = useOpened('user');
  const [before, setBefore] = useState<CustomerUser | null>(null);
  const isOpened = (user: CustomerUser | null | undefined) => user?.username === opened;
  const here = items?.find(isOpened) ?? (isOpened(before) ? before : undefined);
  const isElsewhere = opened !== null && items !== undefined && !here;
  const found = useQuery({ ...userByEmailQuery(opened ?? '', account), enabled: isElsewhere });
  const isNobody = isElsewhere && found.data === null;
  useEffect(() => {
    if (!isNobody) return;
    toast.error('This user isn’t in the list', { description: opened ?? '' });
    close();
  });
  return {
    user: opened === null ? undefined : (here ?? found.data ?? undefined),
    open: (user: CustomerUser) => {
      setBefore(user);
      open(user.username);
    },
    close,
  };
}

/** `?do=sign-in`: what a link into the list wants done with the one user it searches for. */
export function useWish() {
  const [wish, setWish] = useQueryState(
    'do',
    parseAsStringLiteral(['sign-in']).withOptions({ history: 'replace', shallow: true }),
  );
  return { isSignIn: wish === 'sign-in', forget: () => void setWish(null) };
}
