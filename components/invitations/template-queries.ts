import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { AddTemplateInput, InvitationTemplate } from '@/lib/contract/invitation-templates';

const PATH = '/api/invitation-templates';
const templatesKey = ['invitation-templates'] as const;

export function templatesQuery() {
  return queryOptions({
    queryKey: templatesKey,
    queryFn: ({ signal }) => fetchApi<{ items: InvitationTemplate[] }>(PATH, { signal }),
  });
}

/** Adds a template, or changes the one with this id. */
export function useSaveTemplate(id: string | null) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: async (input: AddTemplateInput): Promise<InvitationTemplate> => {
      if (id === null) return fetchApi(PATH, { method: 'POST', body: input });
      await fetchApi(`${PATH}/${id}`, { method: 'PATCH', body: input });
      return { id, ...input };
    },
    onSettled: () => client.invalidateQueries({ queryKey: templatesKey }),
  });
}

export function useDeleteTemplate() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (id: string) => fetchApi<void>(`${PATH}/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: templatesKey }),
  });
}
