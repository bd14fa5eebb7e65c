import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type {
  AddWebhookInput,
  ChangeWebhookInput,
  DeliveryPage,
  DeliveryState,
  Webhook,
  WebhookTest,
} from '@/lib/contract/webhooks';

const PATH = '/api/webhooks';
const webhooksKey = ['webhooks'] as const;
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export function webhooksQuery() {
  return queryOptions({
    queryKey: [...webhooksKey, 'list'],
    queryFn: ({ signal }) => fetchApi<{ items: Webhook[] }>(PATH, { signal }),
  });
}

export const DELIVERIES_PER_PAGE = 20;

type Shown = { state: DeliveryState | 'all'; page: number };

/** While some wait, they are read again: they may arrive at any moment. */
const WAITING_MS = 3_000;

export function deliveriesQuery(id: string, { state, page }: Shown) {
  const query = new URLSearchParams({
    ...(state !== 'all' && { state }),
    ...{ page: String(page), pageSize: String(DELIVERIES_PER_PAGE) },
  });
  return queryOptions({
    queryKey: [...webhooksKey, 'deliveries', id, state, page],
    queryFn: ({ signal }) =>
      fetchApi<DeliveryPage>(`${pathOf(id)}/deliveries?${query.toString()}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((one) => one.state === 'pending') ? WAITING_MS : false,
  });
}

/** Adds a webhook, or changes the one with this id. Only an answer with a new secret has it. */
export function useSaveWebhook(id: string | null) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: AddWebhookInput | ChangeWebhookInput) =>
      fetchApi<Webhook & { secret?: string }>(id === null ? PATH : pathOf(id), {
        method: id === null ? 'POST' : 'PATCH',
        body: input,
      }),
    // A secret isn't kept in the browser's memory longer than it's shown.
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: webhooksKey }),
  });
}

export function useDeleteWebhook(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<void>(pathOf(id), { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: webhooksQuery().queryKey }),
  });
}

export function useTestWebhook(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<WebhookTest>(`${pathOf(id)}/test`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: [...webhooksKey, 'deliveries', id] }),
  });
}

export function useResend(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (deliveryId: string) =>
      fetchApi<{ id: string }>(
        `${pathOf(id)}/deliveries/${encodeURIComponent(deliveryId)}/resend`,
        { method: 'POST' },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: webhooksKey }),
  });
}
