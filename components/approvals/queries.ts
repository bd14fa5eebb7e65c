import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/fetch-api';
import type { Approval, DecideApprovalInput } from '@/lib/schemas/approvals';

const LOOK_MS = 5_000;
/** The newest; what is older stands in the activity. */
export const SHOWN_APPROVALS = 200;

/** Requests for approval, newest first: one's own, or everybody's for those who may decide. */
export function approvalsQuery() {
  return queryOptions({
    queryKey: ['approvals', 'list'],
    queryFn: ({ signal }) =>
      fetchApi<{ items: Approval[] }>(`/api/approvals?limit=${SHOWN_APPROVALS}`, { signal }),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

export function useDecideApproval(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: DecideApprovalInput) =>
      fetchApi<Approval>(`/api/approvals/${encodeURIComponent(id)}/decide`, {
        method: 'POST',
        body: input,
      }),
    // Also after a failure: somebody else may have been faster.
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
}
