'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react';
import { StaleBar } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { toast } from '@/components/ui/toast';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { isFiltered } from './device-filters';
import { DevicesGap, IncompleteNotice } from './devices-gap';
import { DevicesTable } from './devices-table';
import { DevicesToolbar } from './devices-toolbar';
import { mayClose } from './may-close';
import { OpenConnections } from './open-connections';
import { connectionsQuery, devicesQuery, useRefreshDevices } from './queries';
import { useDeviceFilters } from './use-device-filters';

const ConnectDialog = lazy(async () => ({
  default: (await import('./connect-dialog')).ConnectDialog,
}));

type Asked = { device: Device; service: Service; connection: Connection | undefined };

/** The remote.it devices of an account: found, connected to, and what is open at the moment. */
export function DevicesView({ permissions }: { permissions: readonly string[] }) {
  const { filters, changeFilters, correctPage, clearFilters, sortBy } = useDeviceFilters();
  const query = useQuery(devicesQuery(filters));
  const { data, error, isFetching, isFetchedAfterMount, isPlaceholderData, refetch } = query;
  const refresh = useRefreshDevices(filters);
  const open = useQuery(connectionsQuery(filters.account));
  const connections = useMemo(() => byService(open.data?.items ?? []), [open.data]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const tableId = useId();
  const canConnect = permissions.includes('connections.write');

  const lastPage = data ? Math.max(1, Math.ceil(data.total / filters.pageSize)) : null;
  const isPastEnd = lastPage !== null && !isPlaceholderData && filters.page > lastPage;
  useEffect(() => {
    if (isPastEnd && lastPage !== null) void correctPage(lastPage);
  });

  const refreshNow = () =>
    refresh.mutate(undefined, {
      onSuccess: (page) => {
        if (page.isStale)
          toast.error('remote.it can’t be reached', {
            description: 'The last known list stays on screen.',
          });
      },
      onError: (problem) =>
        toast.error('The list was not refreshed', { description: problem.detail }),
    });
  const isOld = data && (error !== null || (data.isStale && isFetchedAfterMount));

  return (
    <div className={fingerWide}>
      <PageHeader title="Devices" description="remote.it devices and the services on them." />
      <OpenConnections
        connections={open.data?.items ?? []}
        canClose={(connection) => mayClose(connection, permissions)}
      />
      <DevicesToolbar
        filters={filters}
        onChange={changeFilters}
        onClear={clearFilters}
        data={data}
        onRefresh={refreshNow}
        isRefreshing={refresh.isPending}
        tableId={tableId}
        onArrowDown={() => table.current?.querySelector<HTMLElement>('[data-connect]')?.focus()}
      />
      {isOld && (
        <StaleBar
          fetchedAt={data.fetchedAt}
          onRefresh={refreshNow}
          isRefreshing={refresh.isPending}
        >
          {error?.detail ?? 'remote.it hasn’t answered since. This is the last known list.'}
        </StaleBar>
      )}
      {data?.isIncomplete && <IncompleteNotice missing={data.missing} />}
      {(data || !error) && (
        <DevicesTable
          id={tableId}
          ref={table}
          devices={data?.items}
          asOf={data?.fetchedAt}
          sort={filters.sort}
          onSort={sortBy}
          connections={connections}
          canConnect={canConnect}
          onConnect={(device, service) =>
            setAsked({ device, service, connection: connections.get(service.id) })
          }
        />
      )}
      <DevicesGap
        data={data}
        error={error}
        isFiltered={isFiltered(filters)}
        isRetrying={isFetching}
        onRetry={refetch}
        onClear={clearFilters}
      />
      {data && data.total > 0 && (
        <Pagination
          page={filters.page}
          pageSize={filters.pageSize}
          total={data.total}
          noun="device"
          onPageChange={(page) => {
            void changeFilters({ page });
            window.scrollTo({ top: 0 });
          }}
        />
      )}
      <Suspense fallback={null}>
        {asked && (
          <ConnectDialog {...asked} permissions={permissions} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </div>
  );
}

/** Small buttons are for a mouse; a finger gets 44 px of each. */
const fingerWide = 'touch:[&_button]:min-h-11 touch:[&_button]:min-w-11';

/** The newest of each service: the list comes newest first. */
function byService(items: readonly Connection[]): ReadonlyMap<string, Connection> {
  return new Map([...items].reverse().map((item) => [item.serviceId, item]));
}
