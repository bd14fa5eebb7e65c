import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ApprovalsNews } from '@/lib/contract/approvals';
import type { ChangesPage, PendingChange } from '@/lib/contract/changes';

const LOOK_MS = 10_000;

/**
 * What every page shows of requests for approval: one small call. Everything else about them is
 * fetched only where it is on screen.
 */
export function approvalsNewsQuery() {
  return queryOptions({
    queryKey: ['approvals', 'news'],
    queryFn: ({ signal }) => fetchApi<ApprovalsNews>('/api/approvals/news', { signal }),
    refetchInterval: LOOK_MS,
  });
}

/** Changes of settings that wait for a second person, and past ones. */
export function changesQuery() {
  return queryOptions({
    queryKey: ['approvals', 'changes'],
    queryFn: ({ signal }) => fetchApi<ChangesPage>('/api/approvals/changes', { signal }),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

type Decision = { approve: boolean; note?: string };

export function useDecideChange(id: string) {
  return useChangeWrite<Decision>(id, 'decide');
}

export function useWithdrawChange(id: string) {
  return useChangeWrite(id, 'withdraw', () => toast.success('Change withdrawn'));
}

function useChangeWrite<Input = void>(
  id: string,
  verb: 'decide' | 'withdraw',
  onSuccess?: () => void,
) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: Input) =>
      fetchApi<PendingChange>(`/api/approvals/${encodeURIComponent(id)}/${verb}`, {
        method: 'POST',
        body: input,
      }),
    onSuccess,
    // What was approved may be on any page: policies, roles, people, accounts.
    onSettled: () => client.invalidateQueries(),
  });
}
