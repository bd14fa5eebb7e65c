import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ChangePasswordInput, Profile, SessionFacts } from '@/lib/contract/staff';

/** The browsers in which one is signed in oneself. */
export function ownSessionsQuery() {
  return queryOptions({
    queryKey: ['sessions', 'own'],
    queryFn: ({ signal }) => fetchApi<{ items: SessionFacts[] }>('/api/sessions', { signal }),
  });
}

/** One of them by its id, or all but this one. */
export function useEndSessions() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (which: string | 'others') =>
      fetchApi<void>(
        which === 'others' ? '/api/sessions' : `/api/sessions/${encodeURIComponent(which)}`,
        { method: 'DELETE' },
      ),
    // Also after a failure: it may have ended by itself.
    onSettled: () => client.invalidateQueries({ queryKey: ownSessionsQuery().queryKey }),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: ChangePasswordInput) =>
      fetchApi<void>('/api/password', { method: 'POST', body: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ownSessionsQuery().queryKey }),
  });
}

export function useChangeName() {
  return useWrite({
    mutationFn: (name: string) =>
      fetchApi<Profile>('/api/profile', { method: 'PATCH', body: { name } }),
  });
}
