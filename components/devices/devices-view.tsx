'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString } from 'nuqs';
import { lazy, Suspense, useId, useMemo, useRef, useState } from 'react';
import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import { OutdatedBar, useCachedList } from '@/components/ui/cached-list';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { useUrlFilters } from '@/components/ui/use-url-state';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { deviceFilterParsers, isFiltered, type DeviceFilters } from './device-filters';
import { DevicesGap, IncompleteNotice } from './devices-gap';
import { DevicesTable, type SortKey } from './devices-table';
import { DevicesToolbar } from './devices-toolbar';
import { keyOf } from './device-rows';
import { mayClose, OpenConnections } from './open-connections';
import { connectionsQuery, devicesQuery, useRefreshDevices } from './queries';

const UnavailableAccounts = lazy(async () => ({
  default: (await import('@/components/account-choice/unavailable-accounts')).UnavailableAccounts,
}));
const ConnectDialog = lazy(async () => ({
  default: (await import('./connect-dialog')).ConnectDialog,
}));

type Asked = {
  device: Device;
  service: Service;
  connection: Connection | undefined;
  allowFrom: Connection['allowFrom'];
};

/** The remote.it devices of an account, or of all, with search, filters and open connections. */
export function DevicesView({ permissions }: { permissions: readonly string[] }) {
  const { filters, choice, changeFilters, correctPage, clearFilters, sortBy } = useDeviceFilters();
  const query = useQuery(devicesQuery(filters));
  const { data, error, isFetching, refetch } = query;
  const refresh = useRefreshDevices(filters);
  const open = useQuery(connectionsQuery(filters.account));
  const connections = useMemo(() => byService(open.data?.items ?? []), [open.data]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const tableId = useId();
  const accountName = choice.isAll ? choice.nameOf : undefined;
  const canConnect = permissions.includes('connections.write');
  const list = useCachedList({
    upstream: 'remote.it',
    query,
    refresh,
    place: filters,
    onPastEnd: correctPage,
  });

  return (
    <div className={fingerWide}>
      <PageHeader title="Devices" description="remote.it devices and their services." />
      <OpenConnections
        connections={open.data?.items ?? []}
        accountName={accountName}
        canClose={(connection) => mayClose(connection, permissions)}
      />
      <DevicesToolbar
        filters={filters}
        choice={choice}
        onChange={changeFilters}
        onClear={clearFilters}
        data={data}
        list={list}
        tableId={tableId}
        onArrowDown={() => table.current?.querySelector<HTMLElement>('[data-stop]')?.focus()}
      />
      <OutdatedBar list={list} />
      {data?.unavailable && (
        <Suspense fallback={null}>
          <UnavailableAccounts
            accounts={data.unavailable}
            what="devices"
            isRetrying={isFetching}
            onRetry={() => void refetch()}
          />
        </Suspense>
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
          accountName={accountName}
          canConnect={canConnect}
          ownAddress={open.data?.ownAddress}
          onConnect={(device, service, allowFrom) =>
            setAsked({
              device,
              service,
              allowFrom,
              connection: connections.get(keyOf(device.accountId, service.id)),
            })
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
          <ConnectDialog
            {...asked}
            accountName={
              choice.offered.length > 0 ? choice.nameOf(asked.device.accountId) : undefined
            }
            ownAddress={open.data?.ownAddress}
            permissions={permissions}
            onClose={() => setAsked(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Small buttons are for a mouse; on touch screens each gets 44 px. */
const fingerWide = 'touch:[&_button]:min-h-11 touch:[&_button]:min-w-11';

/** The newest connection of each service. The list is newest first. */
function byService(items: readonly Connection[]): ReadonlyMap<string, Connection> {
  return new Map([...items].reverse().map((item) => [keyOf(item.accountId, item.serviceId), item]));
}

const parsers = { ...deviceFilterParsers, view: parseAsString };

/** The filters of the list, kept in the URL, and the ways to change them. */
function useDeviceFilters() {
  const [{ view: _, ...inUrl }, setFilters] = useUrlFilters(parsers, ['search']);
  const choice = useAccountChoiceOf('remoteit', inUrl.account);
  const filters = { ...inUrl, account: choice.account };
  return {
    filters,
    choice,
    /** A change of what matches goes back to the first page. */
    changeFilters: (change: Partial<DeviceFilters>) => setFilters({ page: 1, ...change }),
    /** Leaves a page that no longer exists. Back must not return to it. */
    correctPage: (page: number) => setFilters({ page }, { history: 'replace' }),
    /** What is left is no longer the saved view that it came from. */
    clearFilters: () =>
      setFilters({
        ...{ search: '', state: null, shared: null, offlineDays: null, page: 1 },
        view: null,
      }),
    /** The same column again reverses the order. */
    sortBy: (key: SortKey) =>
      setFilters({ page: 1, sort: filters.sort === key ? (`-${key}` as const) : key }),
  };
}
