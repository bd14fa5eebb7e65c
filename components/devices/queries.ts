import {
  keepPreviousData,
  queryOptions,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { TagChange } from '@/components/items/change-tags-dialog';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem, fetchApi, fetchFile } from '@/lib/client/fetch-api';
import { accountQuery, customersKey, devicesKey } from '@/lib/client/what-is-known';
import type { Annotation, ChangedTags } from '@/lib/contract/annotations';
import type {
  Connection,
  ConnectionsPage,
  Device,
  DeviceDetails,
  DeviceRef,
  DevicesPage,
} from '@/lib/contract/devices';
import { matchingParams, type DeviceFilters } from './device-filters';

const FRESH_MS = 15_000;
/** How often a new list is requested while only an old one is available. */
const RETRY_STALE_MS = 10_000;
/** Colleagues open and end connections, too. */
const WATCH_CONNECTIONS_MS = 30_000;

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

/** One device with what the list doesn't show. */
export function deviceDetailsQuery(key: string) {
  return queryOptions({
    queryKey: [...devicesKey, 'details', key],
    queryFn: ({ signal }) => fetchApi<DeviceDetails>(`/api/devices/${key}`, { signal }),
  });
}

/** For a note or tags that were saved: shows them until they are read again. */
export function useShowAnnotation(key: string) {
  const client = useQueryClient();
  return ({ note, tags }: Annotation) =>
    client.setQueryData(deviceDetailsQuery(key).queryKey, (known) =>
      known ? { ...known, note, device: { ...known.device, tags, hasNote: note !== null } } : known,
    );
}

const LARGEST_PAGE = 500;

/** All matching devices, on all pages. */
export async function fetchMatchingDevices(filters: DeviceFilters): Promise<Device[]> {
  const devices: Device[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({
      ...{ page: String(page), pageSize: String(LARGEST_PAGE) },
      ...matchParams(filters),
    });
    const { items, total } = await fetchApi<DevicesPage>(`/api/devices?${query}`);
    devices.push(...items);
    if (items.length === 0 || page * LARGEST_PAGE >= total) return devices;
  }
}

/** Adds tags to devices and removes others, some hundred at a time. */
export function useTagDevices(devices: readonly DeviceRef[]) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: async ({ add, remove }: TagChange): Promise<ChangedTags> => {
      const refs = devices.map(({ accountId, id }) => ({ accountId, id }));
      for (let start = 0; start < refs.length; start += LARGEST_PAGE) {
        const body = { devices: refs.slice(start, start + LARGEST_PAGE), add, remove };
        await fetchApi<void>('/api/devices/annotations', { method: 'POST', body });
      }
      return { changed: devices.length, unchanged: 0, skipped: [], skippedCount: 0 };
    },
    // Also after a failure: some may be changed.
    onSettled: () =>
      Promise.all(
        [devicesKey, customersKey, ['activity']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

/** The path of the matching rows as a file. */
export function exportPath(filters: DeviceFilters, format: 'csv' | 'xlsx'): string {
  return `/api/devices/export?${new URLSearchParams({ ...matchParams(filters), format })}`;
}

/** The individually selected rows, in the current sort order. */
export function fetchSelectedFile(
  selected: readonly DeviceRef[],
  { sort }: DeviceFilters,
  format: 'csv' | 'xlsx',
): Promise<Blob> {
  const devices = selected.map(({ accountId, id }) => ({ accountId, id }));
  const query = new URLSearchParams({ sort, format });
  return fetchFile(`/api/devices/export?${query}`, { method: 'POST', body: { devices } });
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
  const details = [...devicesKey, 'details'];
  for (const queryKey of [connectionsKey, details, ['activity'], ['overview']]) {
    void client.invalidateQueries({ queryKey });
  }
}

function devicesPath(filters: DeviceFilters, more: Record<string, string> = {}): string {
  const { page, pageSize } = filters;
  const paging = { page: String(page), pageSize: String(pageSize), ...more };
  return `/api/devices?${new URLSearchParams({ ...paging, ...matchParams(filters) })}`;
}

function matchParams(filters: DeviceFilters): Record<string, string> {
  const { account, sort } = filters;
  return {
    ...(account && { account }),
    ...matchingParams(filters),
    ...(sort !== 'name' && { sort }),
  };
}
