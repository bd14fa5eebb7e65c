'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { toast } from '@/components/ui/toast';
import { usersQuery, useRefreshUsers } from './queries';
import type { UserListFilters } from './user-filters';

/**
 * The users that match, and whether the list is out of date.
 * @param onPastEnd called with the last page if the page in the URL doesn't exist
 */
export function useUserList(filters: UserListFilters, onPastEnd: (lastPage: number) => void) {
  const query = useQuery(usersQuery(filters));
  const { data, error, isPlaceholderData, isFetchedAfterMount } = query;
  const refresh = useRefreshUsers(filters);

  const lastPage = data ? Math.max(1, Math.ceil(data.total / filters.pageSize)) : null;
  const isPastEnd = lastPage !== null && !isPlaceholderData && filters.page > lastPage;
  useEffect(() => {
    if (isPastEnd && lastPage !== null) onPastEnd(lastPage);
  });

  const refreshNow = () =>
    refresh.mutate(undefined, {
      onSuccess: ({ isStale }) => {
        if (isStale)
          toast.error('RemotePC can’t be reached', {
            description: 'Showing the last known list.',
          });
      },
      onError: ({ detail }) => toast.error('Couldn’t refresh the list', { description: detail }),
    });
  return {
    ...query,
    isOutdated: error !== null || (data?.isStale === true && isFetchedAfterMount),
    refreshNow,
    isRefreshing: refresh.isPending,
  };
}
