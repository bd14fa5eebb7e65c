import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ActivityPage, ProofState } from '@/lib/contract/audit';
import { eventParameters, type EventFilters } from './event-filters';

/** The matching events, newest first, one page at a time. */
export function eventsQuery(filters: EventFilters) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const parameters = eventParameters(filters);
      if (pageParam) parameters.set('cursor', pageParam);
      return fetchApi<ActivityPage>(`/api/activity?${parameters}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One event, or null if none has this id. */
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

/** The URL that exports the matching events as a file. */
export function eventsExportPath(filters: EventFilters, format: 'csv' | 'jsonl'): string {
  const parameters = eventParameters(filters);
  parameters.set('format', format);
  return `/api/activity/export?${parameters}`;
}

/** How far the log is sealed. */
export function proofQuery() {
  return queryOptions({
    queryKey: ['activity', 'proof'],
    queryFn: ({ signal }) => fetchApi<ProofState>('/api/activity/proof', { signal }),
  });
}
