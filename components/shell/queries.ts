import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { SignInNotice } from '@/lib/contract/staff';
import type { CustomerUser } from '@/lib/contract/users';

/**
 * The first few users whose email contains the text typed into the palette.
 * @param account an id, or `all`; null: the only account
 */
export function foundUsersQuery(search: string, account: string | null) {
  return queryOptions({
    queryKey: ['users', 'found', search, account],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ search, pageSize: '6', ...(account && { account }) });
      return fetchApi<{ items: CustomerUser[] }>(`/api/users?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
  });
}

const NOTICES_EVERY_MS = 60_000;

/** Sign-ins of the person with a new browser that they haven't seen. */
export function signInNoticesQuery() {
  return queryOptions({
    queryKey: ['sign-in-notices'],
    queryFn: ({ signal }) =>
      fetchApi<{ items: SignInNotice[] }>('/api/sign-in-notices', { signal }),
    refetchInterval: NOTICES_EVERY_MS,
  });
}

/** `seen`: it was them. `end`: ends that session, which dismisses the notice, too. */
export function useAnswerNotice() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ id, kind }: { id: string; kind: 'seen' | 'end' }) =>
      fetchApi<void>(
        `/api/${kind === 'seen' ? 'sign-in-notices' : 'sessions'}/${encodeURIComponent(id)}`,
        { method: 'DELETE' },
      ),
    // After a failure, too: another tab may have been quicker.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: signInNoticesQuery().queryKey }),
        client.invalidateQueries({ queryKey: ['sessions'] }),
      ]),
  });
}
