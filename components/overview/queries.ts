import { queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import type { Overview } from '@/lib/contract/overview';

const REFRESH_MS = 60_000;

export function overviewQuery() {
  return queryOptions({
    queryKey: ['overview'],
    queryFn: ({ signal }) => fetchApi<Overview>('/api/overview', { signal }),
    // The first visit has no history yet: its snapshot is taken from the list just fetched.
    refetchInterval: REFRESH_MS,
  });
}
