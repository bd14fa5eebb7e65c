import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { Approval, ApprovalsPage, DecideApprovalInput } from '@/lib/contract/approvals';

const LOOK_MS = 5_000;
export const APPROVALS_A_PAGE = 50;

/**
 * A page of the requests for approval that wait, or of those that don't any more, newest first: one's
 * own, or everyone's for those who may decide.
 */
export function approvalsQuery(state: 'pending' | 'settled', page: number) {
  return queryOptions({
    queryKey: ['approvals', 'list', state, page],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ state, page: String(page) });
      query.set('limit', String(APPROVALS_A_PAGE));
      return fetchApi<ApprovalsPage>(`/api/approvals?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
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
