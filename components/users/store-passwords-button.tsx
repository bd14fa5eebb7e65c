'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useHandOver } from '@/components/ui/handed-over';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import { accountQuery } from '@/lib/client/what-is-known';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { fetchMatchingUsers, type UserListFilters } from './queries';

type StorePasswordsButtonProps = {
  /** The selected users; null: all that match. */
  users: readonly CustomerUser[] | null;
  filters: UserListFilters;
};

/** Leads to the page where passwords are stored, with a line for each of the selected users. */
export function StorePasswordsButton({ users, filters }: StorePasswordsButtonProps) {
  const router = useRouter();
  const handOver = useHandOver('list of passwords');
  const [isFetching, setIsFetching] = useState(false);
  const open = async () => {
    setIsFetching(true);
    try {
      const selected = users ?? (await fetchMatchingUsers(filters));
      const [account, ...others] = new Set(selected.map(({ accountId }) => accountId));
      if (account === undefined) return;
      if (others.length > 0) {
        toast.error('These users are of several accounts', {
          description: 'Passwords are stored for one account at a time. Select users of one.',
        });
        return;
      }
      handOver(selected.map(({ username }) => `${shownEmail(username)};`).join('\n'));
      router.push(`/users/passwords${accountQuery(account)}`);
    } catch (error) {
      const description = error instanceof ApiProblem ? error.detail : undefined;
      toast.error('Couldn’t read the selected users', { description });
    } finally {
      setIsFetching(false);
    }
  };
  return (
    <Button size="sm" onClick={() => void open()} isPending={isFetching}>
      Store passwords…
    </Button>
  );
}
