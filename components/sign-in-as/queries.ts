import { queryOptions, useQuery, useQueryClient, keepPreviousData } from '@tanstack/react-query';
import { approvalsNewsQuery } from '@/components/changes/queries';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import { confirmStepUp } from '@/lib/client/admission';
import { fetchApi } from '@/lib/client/fetch-api';
import type {
  Approval,
  ApprovalNews,
  ChangeNews,
  AskApprovalInput,
  ApprovalsPage,
  DecideApprovalInput,
  SeeNewsInput,
} from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';

type UserKey = Pick<CustomerUser, 'username' | 'accountId'>;

/** How often a pending or approved request is checked. */
const POLL_OWN_MS = 3_000;

/** What the account's policy requires before a sign-in. */
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

/** What a sign-in as these users requires, by their account. */
export function useSignInPolicies(
  users: readonly UserKey[],
): (accountId: string) => AccountPolicy | undefined {
  const [first, ...others] = new Set(users.map(({ accountId }) => accountId));
  const { data: policy } = useQuery(signInPolicyQuery(first));
  const { data: policies } = useQuery({
    queryKey: ['accounts', 'policy', 'others', ...others],
    queryFn: async ({ client }) =>
      new Map(
        await Promise.all(
          others.map(async (id) => [id, await client.fetchQuery(signInPolicyQuery(id))] as const),
        ),
      ),
    enabled: others.length > 0,
  });
  return (accountId) => (accountId === first ? policy : policies?.get(accountId));
}

/** The person's own latest request for approval for this user, or null. */
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
    // Someone may decide at any moment, so a cached answer is useless.
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => {
      const now = state.data?.state;
      return now === 'pending' || now === 'approved' ? POLL_OWN_MS : false;
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

/** The staff member confirms their own password. */
export function useStepUp() {
  return useWrite({ mutationFn: (password: string) => confirmStepUp({ password }) });
}

/** The staff policy: which actions require a confirmed password. */
export function staffPolicyQuery() {
  return queryOptions({
    queryKey: ['staff-policy'],
    queryFn: ({ signal }) => fetchApi<StaffPolicy>('/api/staff-policy', { signal }),
  });
}

/** Marks states as seen, on every device. */
export function useSeeNews() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (seen: SeeNewsInput['seen']) =>
      fetchApi<undefined>('/api/approvals/news', { method: 'POST', body: { seen } }),
    onMutate: (seen) => {
      client.setQueryData(approvalsNewsQuery().queryKey, (old) => {
        const isNew = ({ id, state }: ApprovalNews | ChangeNews) =>
          !seen.some((one) => one.id === id && one.state === state);
        return old && { ...old, news: old.news.filter(isNew), changes: old.changes.filter(isNew) };
      });
    },
  });
}

const POLL_LIST_MS = 5_000;
export const APPROVALS_PAGE_SIZE = 50;

/** The parts of the page. */
export const approvalLists = ['pending', 'approved', 'past'] as const;
export type ApprovalList = (typeof approvalLists)[number];

/**
 * A page of pending, running or past requests for approval, newest first: everyone's for approvers,
 * otherwise the person's own.
 */
export function approvalsQuery(state: ApprovalList, page: number) {
  return queryOptions({
    queryKey: ['approvals', 'list', state, page],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ state, page: String(page) });
      query.set('limit', String(APPROVALS_PAGE_SIZE));
      return fetchApi<ApprovalsPage>(`/api/approvals?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: POLL_LIST_MS,
  });
}

export function useDecideApproval(id: string) {
  return useApprovalWrite<DecideApprovalInput>(id, 'decide');
}

/** The requester takes it back. */
export function useWithdrawApproval(id: string) {
  // Not from the row's button: the row is gone before it could say so.
  return useApprovalWrite(id, 'withdraw', () => toast.success('Request withdrawn'));
}

/** Ends a running grant. */
export function useEndApproval(id: string) {
  return useApprovalWrite(id, 'end');
}

function useApprovalWrite<Input = void>(
  id: string,
  verb: 'decide' | 'withdraw' | 'end',
  onSuccess?: () => void,
) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: Input) =>
      fetchApi<Approval>(`/api/approvals/${encodeURIComponent(id)}/${verb}`, {
        method: 'POST',
        body: input,
      }),
    onSuccess,
    // Also after a failure: someone else may have decided first.
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
}
