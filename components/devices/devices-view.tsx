'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString } from 'nuqs';
import { lazy, Suspense, useId } from 'react';
import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import { ExportButton } from '@/components/items/export-button';
import { besidePanel, useOpenedItem } from '@/components/items/use-opened-item';
import { useSelection } from '@/components/items/use-selection';
import { OutdatedBar, useCachedList } from '@/components/ui/cached-list';
import { PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { useUrlFilters } from '@/components/ui/use-url-state';
import { cn } from '@/lib/client/cn';
import type { Device } from '@/lib/contract/devices';
import {
  deviceFilterParsers,
  isFiltered,
  matchOf,
  noFilters,
  type DeviceFilters,
} from './device-filters';
import { DevicesGap, IncompleteNotice } from './devices-gap';
import { DevicesTable, type SortKey } from './devices-table';
import { DevicesToolbar } from './devices-toolbar';
import { mayClose, OpenConnections } from './open-connections';
import { devicesQuery, exportPath, useRefreshDevices } from './queries';
import { SelectedDevices } from './selected-devices';
import { AskedConnection, keyOf, useConnect } from './use-connect';

const UnavailableAccounts = lazy(async () => ({
  default: (await import('@/components/account-choice/unavailable-accounts')).UnavailableAccounts,
}));
const DevicePanel = lazy(async () => ({ default: (await import('./device-panel')).DevicePanel }));

const none: Device[] = [];

/** The remote.it devices of an account, or of all: search, filter, select, open, connect. */
export function DevicesView({ permissions }: { permissions: readonly string[] }) {
  const { filters, choice, changeFilters, correctPage, clearFilters, sortBy } = useDeviceFilters();
  const query = useQuery(devicesQuery(filters));
  const { data, error, isFetching, refetch } = query;
  const refresh = useRefreshDevices(filters);
  const connecting = useConnect(filters.account);
  const selection = useSelection(matchOf(filters), data?.items ?? none, keyOfDevice);
  const panel = useOpenedItem('/devices', data?.items);
  const tableId = useId();
  const accountName = choice.isAll ? choice.nameOf : undefined;
  const list = useCachedList({
    upstream: 'remote.it',
    query,
    refresh,
    place: filters,
    onPastEnd: correctPage,
  });

  return (
    <div className={cn(fingerWide, panel.key !== null && besidePanel)}>
      <PageHeader
        title="Devices"
        description="remote.it devices and their services."
        actions={
          permissions.includes('devices.export') && (
            <ExportButton
              noun="device"
              source={{ rows: 'matching', pathOf: (format) => exportPath(filters, format) }}
              count={data?.total}
            />
          )
        }
      />
      <OpenConnections
        connections={connecting.items}
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
          devices={data?.items}
          asOf={data?.fetchedAt}
          search={filters.search}
          sort={filters.sort}
          onSort={sortBy}
          selection={selection}
          connecting={connecting}
          accountName={accountName}
          canConnect={permissions.includes('connections.write')}
          openedKey={panel.key}
          onOpen={panel.open}
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
      <SelectedDevices
        selection={selection}
        filters={filters}
        total={data?.total ?? 0}
        permissions={permissions}
      />
      <Suspense fallback={null}>
        {panel.key !== null && (
          <DevicePanel
            deviceKey={panel.key}
            panel={panel}
            connecting={connecting}
            permissions={permissions}
          />
        )}
      </Suspense>
      <AskedConnection connecting={connecting} permissions={permissions} />
    </div>
  );
}

function keyOfDevice({ accountId, id }: Device): string {
  return keyOf(accountId, id);
}

/** Small buttons are for a mouse; on touch screens each gets 44 px. */
const fingerWide = 'touch:[&_button]:min-h-11 touch:[&_button]:min-w-11';

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
    clearFilters: () => setFilters({ ...noFilters, page: 1, view: null }),
    /** The same column again reverses the order. */
    sortBy: (key: SortKey) =>
      setFilters({ page: 1, sort: filters.sort === key ? (`-${key}` as const) : key }),
  };
}
