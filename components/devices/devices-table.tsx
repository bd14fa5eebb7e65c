'use client';

import type { Ref } from 'react';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Table, Th } from '@/components/ui/table';
import { VisuallyHidden } from '@/components/ui/text';
import type { Connection, Device, DeviceSort } from '@/lib/contract/devices';
import { deviceColumns, DeviceRows, keyOf, type DeviceRowsProps } from './device-rows';

/** A column to sort by, without its direction. */
export type SortKey = Exclude<DeviceSort, `-${string}`>;

type DevicesTableProps = {
  id: string;
  ref: Ref<HTMLTableElement>;
  /** `undefined` while they load. */
  devices: readonly Device[] | undefined;
  /** When the list was fetched. */
  asOf: string | undefined;
  sort: DeviceSort;
  onSort: (key: SortKey) => void;
  /** By account and service. */
  connections: ReadonlyMap<string, Connection>;
  /** The account's name, for a column; left out if all devices are of one account. */
  accountName?: (accountId: string) => string;
  canConnect: boolean;
  ownAddress: DeviceRowsProps['ownAddress'];
  onConnect: DeviceRowsProps['onConnect'];
};

export function DevicesTable({
  id,
  ref,
  devices,
  asOf = '',
  sort,
  onSort,
  connections,
  accountName,
  canConnect,
  ownAddress,
  onConnect,
}: DevicesTableProps) {
  const heading = (key: SortKey) =>
    ({
      sort: sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : null,
      onSort: () => onSort(key),
    }) as const;
  return (
    <Table id={id} ref={ref} aria-busy={devices === undefined}>
      <caption className="sr-only">Devices and their services</caption>
      <thead>
        <tr>
          <Th className={deviceColumns.name} {...heading('name')}>
            Device and services
          </Th>
          {accountName && <Th className={deviceColumns.account}>Account</Th>}
          <Th className={deviceColumns.type} {...heading('platform')}>
            Platform or service
          </Th>
          <Th className={deviceColumns.state} {...heading('state')}>
            Status
          </Th>
          <Th className={deviceColumns.lastSeen} {...heading('lastSeenAt')}>
            Last contact
          </Th>
          <Th className={deviceColumns.owner} {...heading('owner')}>
            Owner
          </Th>
          <Th className={deviceColumns.actions}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Th>
        </tr>
      </thead>
      {devices === undefined ? (
        <tbody>
          <SkeletonRows rows={14} columns={accountName ? allColumns : columns} />
        </tbody>
      ) : (
        devices.map((device) => (
          <DeviceRows
            key={keyOf(device.accountId, device.id)}
            device={device}
            accountName={accountName?.(device.accountId)}
            asOf={asOf}
            connections={connections}
            canConnect={canConnect}
            ownAddress={ownAddress}
            onConnect={onConnect}
          />
        ))
      )}
    </Table>
  );
}

const allColumns = Object.values(deviceColumns);
const columns = allColumns.filter((column) => column !== deviceColumns.account);
