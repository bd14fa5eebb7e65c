import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { AcknowledgeInput, Overview, Problem } from '@/lib/contract/overview';

const REFRESH_MS = 60_000;

export function overviewQuery() {
  return queryOptions({
    queryKey: ['overview'],
    queryFn: ({ signal }) => fetchApi<Overview>('/api/overview', { signal }),
    // The first visit has no history yet: its snapshot is taken from the list just fetched.
    refetchInterval: REFRESH_MS,
  });
}

/** Marks a problem as seen or snoozes it, for the whole team. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (json: AcknowledgeInput) =>
      fetchApi('/api/acknowledgements', { method: 'PUT', body: json }),
    onSettled: () => client.invalidateQueries({ queryKey: ['overview'] }),
  });
}

/** Brings a problem back, for the whole team. */
export function useReopen() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (json: Problem) =>
      fetchApi('/api/acknowledgements', { method: 'DELETE', body: json }),
    onSettled: () => client.invalidateQueries({ queryKey: ['overview'] }),
  });
}
