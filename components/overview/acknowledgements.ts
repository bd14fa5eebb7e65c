import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type {
  AcknowledgeInput,
  Acknowledgement,
  BatchAcknowledgement,
  Problem,
} from '@/lib/contract/overview';
import { formatDateTime } from '@/lib/shared/format';

/** How a batch's problems were put aside. @param problems how many there are: more open it again */
export function batchMarkQuery(id: string, problems: number) {
  return queryOptions({
    queryKey: ['acknowledgement', id, problems],
    queryFn: ({ signal }) =>
      fetchApi<BatchAcknowledgement>(`/api/batches/${id}/acknowledgement`, { signal }),
    enabled: problems > 0,
  });
}

/** Marks a problem as seen or snoozes it, for the whole team. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (json: AcknowledgeInput) =>
      fetchApi('/api/acknowledgements', { method: 'PUT', body: json }),
    onSettled: () => refetchMarks(client),
  });
}

/** Brings a problem back, for the whole team. */
export function useReopen() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (json: Problem) =>
      fetchApi('/api/acknowledgements', { method: 'DELETE', body: json }),
    onSettled: () => refetchMarks(client),
  });
}

async function refetchMarks(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['overview'] }),
    client.invalidateQueries({ queryKey: ['acknowledgement'] }),
  ]);
}

/** "Seen by Lea Lead, 14 Nov 2026, 14:02". */
export function markWords({ until, at, by }: Acknowledgement): string {
  if (until === null) return `Seen by ${by.name}, ${formatDateTime(at)}`;
  return `Snoozed by ${by.name} until ${formatDateTime(until)}`;
}
