import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { MailStatus, MailTest } from '@/lib/contract/mail';
import type { VaultStatus } from '@/lib/contract/overview';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { RoleItem } from '@/lib/contract/roles';
import type { StaffPolicy } from '@/lib/contract/staff-policy';

/** The policy of one account. */
export function policyQuery(id: string) {
  return queryOptions({
    queryKey: ['accounts', 'policy', id],
    queryFn: ({ signal }) => fetchApi<AccountPolicy>(policyPath(id), { signal }),
    // A refetch must not replace what is being typed.
    refetchOnWindowFocus: false,
  });
}

export function useSavePolicy(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (policy: AccountPolicy) =>
      fetchApi<AccountPolicy>(policyPath(id), { method: 'PUT', body: policy }),
    onSuccess: (policy) => client.setQueryData(policyQuery(id).queryKey, policy),
  });
}

function policyPath(id: string): string {
  return `/api/accounts/${encodeURIComponent(id)}/policy`;
}

/** The policy for everyone on the team. */
export function staffPolicyQuery() {
  return queryOptions({
    queryKey: ['staff-policy'],
    queryFn: ({ signal }) => fetchApi<StaffPolicy>('/api/staff-policy', { signal }),
    refetchOnWindowFocus: false,
  });
}

/** The roles there are. */
export function ownRolesQuery() {
  return queryOptions({
    queryKey: ['roles'],
    queryFn: ({ signal }) => fetchApi<{ items: RoleItem[] }>('/api/roles', { signal }),
  });
}

/** Fields that are left out don't change. */
export function useChangeStaffPolicy() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (change: Partial<StaffPolicy>) =>
      fetchApi<StaffPolicy>('/api/staff-policy', { method: 'PATCH', body: change }),
    onSuccess: (policy) => client.setQueryData(staffPolicyQuery().queryKey, policy),
  });
}

/** The state of the vault of stored passwords. */
export function vaultQuery() {
  return queryOptions({
    queryKey: ['vault'],
    queryFn: ({ signal }) => fetchApi<VaultStatus>('/api/vault', { signal }),
  });
}

/** Outgoing email: how it is set up, and what waits. */
export function mailQuery() {
  return queryOptions({
    queryKey: ['mail'],
    queryFn: ({ signal }) => fetchApi<MailStatus>('/api/mail', { signal }),
  });
}

export function useTestMail() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<MailTest>('/api/mail/test', { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: mailQuery().queryKey }),
  });
}
