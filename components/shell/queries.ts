import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { Found } from '@/lib/contract/search';
import type { SignInNotice } from '@/lib/contract/staff';

/**
 * The first few users, devices, batches, and team members that the typed text finds.
 * @param accounts of which accounts: an id, or `all`; null: the only one
 */
export function foundQuery(
  search: string,
  accounts: { users: string | null; devices: string | null },
) {
  const { users, devices } = accounts;
  return queryOptions({
    queryKey: ['users', 'found', search, users, devices],
    queryFn: ({ signal }) => {
      const asked = { search, ...(users && { users }), ...(devices && { devices }) };
      return fetchApi<Found>(`/api/search?${new URLSearchParams(asked)}`, { signal });
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
