import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ActivityRows, ProofState } from '@/lib/contract/audit';
import { eventParameters, type EventFilters } from './event-filters';

/** The matching actions, newest first, one page at a time. */
export function eventsQuery(filters: EventFilters) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const parameters = eventParameters(filters);
      parameters.set('fold', '1');
      if (pageParam) parameters.set('cursor', pageParam);
      return fetchApi<ActivityRows>(`/api/activity?${parameters}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** What was done for a batch, newest first. */
export function batchEventsQuery(batch: string) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'batch', batch],
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({ batch, fold: '1', limit: '20' });
      if (pageParam) parameters.set('cursor', pageParam);
      return fetchApi<ActivityRows>(`/api/activity?${parameters}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One event, or null if none has this id. */
export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['activity', 'one', id],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ id, limit: '1', fold: '1' });
      const { items } = await fetchApi<ActivityRows>(`/api/activity?${query}`, { signal });
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

/** The URL of a month's sign-ins as customer users, as a file. `month`: "2026-11". */
export function accessReportPath(month: string): string {
  return `/api/activity/access-report?${new URLSearchParams({ month, format: 'csv' })}`;
}

/** How far the log is sealed. */
export function proofQuery() {
  return queryOptions({
    queryKey: ['activity', 'proof'],
    queryFn: ({ signal }) => fetchApi<ProofState>('/api/activity/proof', { signal }),
  });
}
