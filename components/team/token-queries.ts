import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { Role } from '@/lib/contract/staff';
import type { ApiToken, NewToken, TokenCall } from '@/lib/contract/tokens';
import type { TokenPermission } from '@/lib/shared/permissions';

/** The signed-in person's own API tokens. */
export function tokensQuery() {
  return queryOptions({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => fetchApi<{ items: ApiToken[] }>('/api/tokens', { signal }),
  });
}

export function tokenCallsQuery(id: string) {
  return queryOptions({
    queryKey: ['tokens', id, 'calls'],
    queryFn: ({ signal }) =>
      fetchApi<{ items: TokenCall[] }>(`/api/tokens/${encodeURIComponent(id)}/calls`, { signal }),
    // Whoever opens it wants to see the call they just made.
    staleTime: 0,
  });
}

export type TokenInput = {
  name: string;
  role: Role;
  scopes: TokenPermission[] | null;
  accountIds: string[] | null;
  addressRanges: string[];
  expiresAt: string;
};

export function useAddToken() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (body: TokenInput) => fetchApi<NewToken>('/api/tokens', { method: 'POST', body }),
    // The token stays in this dialog only, for as long as it is open.
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery().queryKey }),
  });
}

export function useDeleteToken() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (id: string) =>
      fetchApi<void>(`/api/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery().queryKey }),
  });
}
