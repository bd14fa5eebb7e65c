import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ActivityPage } from '@/lib/contract/audit';
import { activityParameters, type ActivityListFilters } from './activity-filters';

/** What staff did, newest first, a part at a time. */
export function activityQuery(filters: ActivityListFilters) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const parameters = activityParameters(filters);
      if (pageParam) parameters.set('cursor', pageParam);
      return fetchApi<ActivityPage>(`/api/activity?${parameters}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One event, or null where none has this id. */
export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['activity', 'one', id],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ id, limit: '1' });
      const { items } = await fetchApi<ActivityPage>(`/api/activity?${query}`, { signal });
      return items[0] ?? null;
    },
  });
}

/** Where the events that match come as a file. */
export function activityExportPath(filters: ActivityListFilters, format: 'csv' | 'jsonl'): string {
  const parameters = activityParameters(filters);
  parameters.set('format', format);
  return `/api/activity/export?${parameters}`;
}
