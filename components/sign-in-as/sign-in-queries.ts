import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { confirmStepUp } from '@/lib/client/confirm-step-up';
import { fetchApi } from '@/lib/client/fetch-api';
import type { Approval, AskApprovalInput } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';

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
