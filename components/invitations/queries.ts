import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { accountQuery } from '@/lib/client/what-is-known';
import type {
  Batch,
  BatchCause,
  BatchPreview,
  BatchRow,
  CreateBatchInput,
  InvitationStatus,
  PreviewRow,
  EditBatchInput,
  EditedBatch,
  RetryBatchInput,
} from '@/lib/contract/invitations';
import type { BatchFilters } from './batch-filters';
import { fetchDraft } from './draft-calls';
import { asTable, asTableReading } from './draft-rows';

export const BATCHES_PAGE_SIZE = 50;
export const ROWS_PAGE_SIZE = 50;
export const POLL_MS = 2_000;

const batchesKey = ['batches'] as const;

export type BatchesPage = { items: Batch[]; total: number };
export type BatchRowsPage = { items: BatchRow[]; total: number };

export function isUnderWay({ finishedAt }: Pick<Batch, 'finishedAt'>): boolean {
  return finishedAt === null;
}

export function batchesQuery({ account, search, status, page }: BatchFilters) {
  const query = new URLSearchParams({ page: String(page), pageSize: String(BATCHES_PAGE_SIZE) });
  if (account) query.set('account', account);
  if (search.trim()) query.set('search', search.trim());
  if (status) query.set('status', status);
  return queryOptions({
    queryKey: [...batchesKey, 'list', account, search.trim(), status, page],
    queryFn: ({ signal }) => fetchApi<BatchesPage>(`/api/batches?${query}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? POLL_MS : false),
  });
}

export function batchQuery(id: string) {
  return queryOptions({
    queryKey: [...batchesKey, 'one', id],
    queryFn: ({ signal }) => fetchApi<Batch>(batchPath(id), { signal }),
  });
}

type BatchRowsFilters = {
  status: InvitationStatus | null;
  search: string;
  cause: string | null;
  page: number;
};

export function batchRowsQuery(id: string, { status, search, cause, page }: BatchRowsFilters) {
  const query = new URLSearchParams({ page: String(page), pageSize: String(ROWS_PAGE_SIZE) });
  if (status) query.set('status', status);
  if (search.trim()) query.set('search', search.trim());
  if (cause) query.set('cause', cause);
  return queryOptions({
    queryKey: [...batchesKey, 'rows', id, status, search.trim(), cause, page],
    queryFn: ({ signal }) => fetchApi<BatchRowsPage>(`${batchPath(id)}/rows?${query}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Why rows need attention. @param problems how many do, so that a change is fetched */
export function batchCausesQuery(id: string, problems: number) {
  return queryOptions({
    queryKey: [...batchesKey, 'causes', id, problems],
    queryFn: ({ signal }) =>
      fetchApi<{ items: BatchCause[] }>(`${batchPath(id)}/causes`, { signal }),
    placeholderData: keepPreviousData,
    enabled: problems > 0,
  });
}

export function rowsKeyOf(id: string) {
  return [...batchesKey, 'rows', id] as const;
}

/** The draft saved on the server; fetched once per visit to the page. */
export function savedDraftQuery(account: string | null) {
  return queryOptions({
    queryKey: ['invitation-draft', account],
    queryFn: () => fetchDraft(account),
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Checks one address, as if it were a list of its own. Nothing is saved or sent. */
export async function checkAddress(
  email: string,
  account: string | null,
): Promise<PreviewRow | undefined> {
  const { rows } = await fetchApi<BatchPreview>(`/api/batches/preview${accountQuery(account)}`, {
    method: 'POST',
    body: { text: asTable(email), reading: asTableReading },
  });
  return rows[0];
}

export function useCreateBatch(account: string | null) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ input, idempotencyKey }: { input: CreateBatchInput; idempotencyKey: string }) =>
      fetchApi<{ id: string }>(`/api/batches${accountQuery(account)}`, {
        method: 'POST',
        body: input,
        idempotencyKey,
      }),
    // Also after a failure: the batch may have been created anyway.
    onSettled: () => client.invalidateQueries({ queryKey: batchesKey }),
  });
}

type BatchStep = 'cancel' | 'edit' | 'resume' | 'retry';
type StepInput = {
  cancel: undefined;
  edit: EditBatchInput;
  resume: undefined;
  retry: RetryBatchInput;
};
type StepAnswer = {
  cancel: { cancelled: number };
  edit: EditedBatch;
  resume: { id: string };
  retry: { id: string };
};

export function useBatchStep<Step extends BatchStep>(id: string, step: Step) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (body?: StepInput[Step]) =>
      fetchApi<StepAnswer[Step]>(`${batchPath(id)}/${step}`, { method: 'POST', body }),
    onSettled: () => client.invalidateQueries({ queryKey: batchesKey }),
  });
}

/** The path of the results as a file. */
export function resultsPath(id: string, only?: 'problems'): string {
  return `${batchPath(id)}/results?format=csv${only ? `&only=${only}` : ''}`;
}

export function batchPath(id: string): string {
  return `/api/batches/${encodeURIComponent(id)}`;
}
