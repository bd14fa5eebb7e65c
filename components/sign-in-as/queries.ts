import { queryOptions, useQueryClient, keepPreviousData } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type {
  Approval,
  AskApprovalInput,
  ApprovalsPage,
  DecideApprovalInput,
} from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';
import { confirmStepUp } from '@/lib/client/admission';

type UserKey = Pick<CustomerUser, 'username' | 'accountId'>;

/** While a request waits, or a consent may run out, how often it is looked at. */
const WAITING_MS = 3_000;

/** What the account's administrators ask for before a sign-in. */
export function signInPolicyQuery(accountId: string | undefined) {
  return queryOptions({
    queryKey: ['accounts', 'policy', accountId],
    queryFn: ({ signal }) =>
      fetchApi<AccountPolicy>(`/api/accounts/${encodeURIComponent(accountId ?? '')}/policy`, {
        signal,
      }),
    enabled: accountId !== undefined,
  });
}

/** One's own last request for approval to sign in to this customer, or null. */
export function ownApprovalQuery({ username, accountId }: UserKey) {
  return queryOptions({
    queryKey: ['approvals', 'own', accountId, username],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ account: accountId, username, mine: '1', limit: '1' });
      const { items } = await fetchApi<{ items: Approval[] }>(`/api/approvals?${query}`, {
        signal,
      });
      return items[0] ?? null;
    },
    // Somebody else may decide at any moment: an answer of before is none.
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => {
      const now = state.data?.state;
      return now === 'pending' || now === 'approved' ? WAITING_MS : false;
    },
  });
}

export function useAskApproval({ username, accountId }: UserKey) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: Omit<AskApprovalInput, 'username'>) =>
      fetchApi<Approval>(`/api/approvals?${new URLSearchParams({ account: accountId })}`, {
        method: 'POST',
        body: { username, ...input },
      }),
    onSuccess: (approval) => {
      client.setQueryData(ownApprovalQuery({ username, accountId }).queryKey, approval);
      return client.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
}

/** The staff member gives their own password again. */
export function useStepUp() {
  return useWrite({ mutationFn: confirmStepUp });
}

/** What holds for staff: before what they are asked for their own password. */
export function staffPolicyQuery() {
  return queryOptions({
    queryKey: ['staff-policy'],
    queryFn: ({ signal }) => fetchApi<StaffPolicy>('/api/staff-policy', { signal }),
  });
}

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
