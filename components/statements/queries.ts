import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { statementsKey } from '@/lib/client/what-is-known';
import type {
  ChangeStatementSettingsInput,
  CreateStatementInput,
  Statement,
  StatementList,
  StatementRecipients,
  StatementSettings,
} from '@/lib/contract/statements';

const FRESH_MS = 15_000;

export function statementsQuery() {
  return queryOptions({
    queryKey: [...statementsKey, 'list'],
    queryFn: ({ signal }) => fetchApi<StatementList>('/api/statements', { signal }),
    staleTime: FRESH_MS,
  });
}

export function statementQuery(id: string) {
  return queryOptions({
    queryKey: [...statementsKey, 'one', id],
    queryFn: ({ signal }) => fetchApi<Statement>(`/api/statements/${id}`, { signal }),
  });
}

export function statementSettingsQuery() {
  return queryOptions({
    queryKey: [...statementsKey, 'settings'],
    queryFn: ({ signal }) => fetchApi<StatementSettings>('/api/statements/settings', { signal }),
  });
}

export function statementRecipientsQuery() {
  return queryOptions({
    queryKey: [...statementsKey, 'recipients'],
    queryFn: ({ signal }) =>
      fetchApi<StatementRecipients>('/api/statements/recipients', { signal }),
  });
}

export function useCreateStatement() {
  return useStatementWrite((body: CreateStatementInput) =>
    fetchApi<{ id: string; month: string }>('/api/statements', { method: 'POST', body }),
  );
}

/** Pasted text, or a file. */
export function useAddBilled(id: string) {
  return useStatementWrite((list: string | File) => {
    const path = `/api/statements/${id}/billed`;
    if (typeof list === 'string') {
      return fetchApi<Statement>(path, { method: 'POST', body: { text: list } });
    }
    const body = new FormData();
    body.set('file', list);
    return fetchApi<Statement>(path, { method: 'POST', body });
  });
}

export function useAcknowledge(id: string) {
  return useStatementWrite((note: string) =>
    fetchApi<Statement>(`/api/statements/${id}/acknowledgement`, {
      method: 'POST',
      body: { note },
    }),
  );
}

export function useChangeSettings() {
  return useStatementWrite((body: ChangeStatementSettingsInput) =>
    fetchApi<StatementSettings>('/api/statements/settings', { method: 'PUT', body }),
  );
}

function useStatementWrite<Data, Input>(mutationFn: (input: Input) => Promise<Data>) {
  const client = useQueryClient();
  return useWrite<Data, Input>({
    mutationFn,
    // Also after a failure: someone else may have been faster.
    onSettled: () => client.invalidateQueries({ queryKey: statementsKey }),
  });
}
