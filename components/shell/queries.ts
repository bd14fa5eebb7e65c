import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
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
