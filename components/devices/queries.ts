import {
  keepPreviousData,
  queryOptions,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';
import type { Connection, ConnectionsPage, DevicesPage } from '@/lib/contract/devices';
import type { DeviceFilters } from './device-filters';

const FRESH_MS = 15_000;
/** How often a new list is requested while only an old one is available. */
const RETRY_STALE_MS = 10_000;
/** Colleagues open and end connections, too. */
const WATCH_CONNECTIONS_MS = 30_000;

const devicesKey = ['devices'] as const;
const connectionsKey = ['connections'] as const;

export function devicesQuery(filters: DeviceFilters) {
  return queryOptions({
    queryKey: [...devicesKey, 'list', filters],
    queryFn: ({ signal }) => fetchApi<DevicesPage>(devicesPath(filters), { signal }),
    placeholderData: keepPreviousData,
    staleTime: (query) => (query.state.data?.isStale ? 0 : FRESH_MS),
    refetchInterval: (query) => (query.state.data?.isStale ? RETRY_STALE_MS : false),
  });
}

/** Fetches the list from remote.it now, and updates every view of it. */
export function useRefreshDevices(filters: DeviceFilters) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<DevicesPage>(devicesPath(filters, { refresh: '1' })),
    onSuccess: (page) => {
      client.setQueryData(devicesQuery(filters).queryKey, page);
      return client.invalidateQueries({ queryKey: devicesKey, type: 'inactive' });
    },
  });
}

export function connectionsQuery(account: string | null) {
  return queryOptions({
    queryKey: [...connectionsKey, account],
    queryFn: ({ signal }) =>
      fetchApi<ConnectionsPage>(`/api/connections${accountQuery(account)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.total ? WATCH_CONNECTIONS_MS : false),
  });
}

export type OpenConnection = {
  accountId: string;
  serviceId: string;
  allowFrom: Connection['allowFrom'];
};

type OpenOutcome = {
  onOpened?: (connection: Connection) => void;
  onFailed?: (problem: ApiProblem) => void;
};

/** @param outcome called even after the dialog that started it is closed */
export function useOpenConnection({ onOpened, onFailed }: OpenOutcome) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ accountId, ...body }: OpenConnection) =>
      fetchApi<Connection>(`/api/connections${accountQuery(accountId)}`, { method: 'POST', body }),
    onSuccess: (connection) => {
      changeConnections(client, (items) => [connection, ...items]);
      onOpened?.(connection);
    },
    onError: (problem) => {
      // The server checked a fresh list before it refused, so ours is out of date.
      void client.invalidateQueries({ queryKey: devicesKey });
      onFailed?.(problem);
    },
    onSettled: () => refetchConnections(client),
  });
}

/** `''` forgets the name. */
export function useSetLoginName() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      fetchApi<Connection>(`/api/connections/${encodeURIComponent(id)}/login-name`, {
        method: 'PUT',
        body: { name },
      }),
    onSuccess: (changed) =>
      changeConnections(client, (items) =>
        items.map((item) => (item.id === changed.id ? changed : item)),
      ),
  });
}

type CloseOutcome = {
  onClosed?: (result: { hadEnded: boolean }) => void;
  onFailed?: (problem: ApiProblem) => void;
  onSettled?: () => void;
};

/**
 * Ends a connection. One that already ended counts as success.
 * @param outcome called even after the row that started it is gone
 */
export function useCloseConnection({ onClosed, onFailed, onSettled }: CloseOutcome) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: async ({ id, accountId }: Pick<Connection, 'id' | 'accountId'>) => {
      const path = `/api/connections/${encodeURIComponent(id)}${accountQuery(accountId)}`;
      try {
        await fetchApi<void>(path, { method: 'DELETE' });
        return { hadEnded: false };
      } catch (problem) {
        if (isNotFound(problem)) return { hadEnded: true };
        throw problem;
      }
    },
    onSuccess: (result, { id }) => {
      changeConnections(client, (items) => items.filter((item) => item.id !== id));
      onClosed?.(result);
    },
    onError: (problem) => onFailed?.(problem),
    onSettled: () => {
      refetchConnections(client);
      onSettled?.();
    },
  });
}

function isNotFound(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.code === 'not_found';
}

function changeConnections(
  client: QueryClient,
  change: (items: Connection[]) => Connection[],
): void {
  client.setQueriesData<ConnectionsPage>({ queryKey: connectionsKey }, (page) => {
    if (!page) return page;
    const items = change(page.items);
    return { ...page, items, total: items.length };
  });
}

/** Not awaited: the change is done whether or not the lists can be fetched right now. */
function refetchConnections(client: QueryClient): void {
  for (const queryKey of [connectionsKey, ['activity'], ['overview']]) {
    void client.invalidateQueries({ queryKey });
  }
}

function devicesPath(filters: DeviceFilters, more: Record<string, string> = {}): string {
  const { account, search, state, shared, offlineDays, sort, page, pageSize } = filters;
  const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize), ...more });
  const named = {
    account,
    search,
    state,
    shared,
    offlineDays,
    sort: sort === 'name' ? null : sort,
  };
  for (const [name, value] of Object.entries(named)) {
    if (value) query.set(name, String(value));
  }
  return `/api/devices?${query}`;
}

function accountQuery(account: string | null): string {
  return account ? `?${new URLSearchParams({ account })}` : '';
}
