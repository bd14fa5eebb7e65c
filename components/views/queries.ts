import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { SavedViews, ViewScope } from '@/lib/contract/views';
import type { ViewPage } from '@/lib/shared/view-pages';

export const viewsKey = ['views'] as const;

const FRESH_MS = 60_000;

export function viewsQuery() {
  return queryOptions({
    queryKey: viewsKey,
    queryFn: ({ signal }) => fetchApi<SavedViews>('/api/views', { signal }),
    staleTime: FRESH_MS,
  });
}

/** What a person decides about a view; the rest is as the page is. */
export type ViewInput = {
  name: string;
  query: string;
  columns: readonly string[] | null;
  scope: ViewScope;
  role: string | null;
};

export function useAddView(page: ViewPage) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: ViewInput) =>
      fetchApi<{ id: string }>('/api/views', { method: 'POST', body: { page, ...input } }),
    onSettled: () => client.invalidateQueries({ queryKey: viewsKey }),
  });
}

export function useChangeView() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ id, ...change }: Partial<ViewInput> & { id: string }) =>
      fetchApi<void>(`/api/views/${id}`, { method: 'PATCH', body: change }),
    onSettled: () => client.invalidateQueries({ queryKey: viewsKey }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (id: string) => fetchApi<void>(`/api/views/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: viewsKey }),
  });
}
