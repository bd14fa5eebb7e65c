import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type {
  AddChannelInput,
  ChangeChannelInput,
  ChannelTest,
  NotificationChannel,
  NotificationChannelWithSecret,
  NotificationDeliveryPage,
  NotificationRules,
  OwnNotifications,
  PutRulesInput,
} from '@/lib/contract/notifications';

const CHANNELS = '/api/notification-channels';
const RULES = '/api/notification-rules';
const OWN = '/api/profile/notifications';
const key = ['notifications'] as const;
const pathOf = (id: string) => `${CHANNELS}/${encodeURIComponent(id)}`;

export function channelsQuery() {
  return queryOptions({
    queryKey: [...key, 'channels'],
    queryFn: ({ signal }) => fetchApi<{ items: NotificationChannel[] }>(CHANNELS, { signal }),
  });
}

export function rulesQuery() {
  return queryOptions({
    queryKey: [...key, 'rules'],
    queryFn: ({ signal }) => fetchApi<NotificationRules>(RULES, { signal }),
  });
}

export const MESSAGES_PER_PAGE = 20;
/** While some wait, they are read again: they may arrive at any moment. */
const WAITING_MS = 3_000;

export function messagesQuery(id: string, page: number) {
  const query = new URLSearchParams({ page: String(page), pageSize: String(MESSAGES_PER_PAGE) });
  return queryOptions({
    queryKey: [...key, 'deliveries', id, page],
    queryFn: ({ signal }) =>
      fetchApi<NotificationDeliveryPage>(`${pathOf(id)}/deliveries?${query.toString()}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ state }) => state === 'pending') ? WAITING_MS : false,
  });
}

/** Adds a channel, or changes the one with this id. */
export function useSaveChannel(id: string | null) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: AddChannelInput | ChangeChannelInput) =>
      fetchApi<NotificationChannelWithSecret>(id === null ? CHANNELS : pathOf(id), {
        method: id === null ? 'POST' : 'PATCH',
        body: input,
      }),
    // Secrets aren't kept in the browser's memory longer than they're typed or shown.
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useDeleteChannel(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<void>(pathOf(id), { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useTestChannel(id: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<ChannelTest>(`${pathOf(id)}/test`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: [...key, 'deliveries', id] }),
  });
}

/** Sends a message again. */
export function useResendMessage(channelId: string) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (deliveryId: string) =>
      fetchApi<{ id: string }>(
        `${pathOf(channelId)}/deliveries/${encodeURIComponent(deliveryId)}/resend`,
        { method: 'POST' },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function usePutRules() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (input: PutRulesInput) =>
      fetchApi<NotificationRules>(RULES, { method: 'PUT', body: input }),
    onSuccess: (saved) => client.setQueryData(rulesQuery().queryKey, saved),
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function ownNotificationsQuery() {
  return queryOptions({
    queryKey: [...key, 'own'],
    queryFn: ({ signal }) => fetchApi<OwnNotifications>(OWN, { signal }),
  });
}

export function useChooseNotifications() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (events: string[]) =>
      fetchApi<OwnNotifications>(OWN, { method: 'PUT', body: { events } }),
    onSuccess: (saved) => client.setQueryData(ownNotificationsQuery().queryKey, saved),
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}
