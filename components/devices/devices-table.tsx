'use client';

import type { KeyboardEvent } from 'react';
import { pressRowControl } from '@/components/items/row-keys';
import { SelectPage } from '@/components/items/select-page';
import type { Selection } from '@/components/items/use-selection';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Table, Th, sortedBy } from '@/components/ui/table';
import { moveBetweenRows } from '@/components/ui/use-keys';
import { VisuallyHidden } from '@/components/ui/text';
import type { Device, DeviceSort } from '@/lib/contract/devices';
import { deviceColumns, DeviceRows } from './device-rows';
import { keyOf, type Connecting } from './use-connect';

/** A column to sort by, without its direction. */
export type SortKey = Exclude<DeviceSort, `-${string}`>;

type DevicesTableProps = {
  id: string;
  /** `undefined` while they load. */
  devices: readonly Device[] | undefined;
  /** When the list was fetched. */
  asOf: string | undefined;
  search: string;
  sort: DeviceSort;
  onSort: (key: SortKey) => void;
  selection: Selection<Device>;
  connecting: Connecting;
  /** The account's name, for a column; left out if all devices are of one account. */
  accountName?: (accountId: string) => string;
  canConnect: boolean;
  /** Of the device whose panel is open. */
  openedKey: string | null;
  onOpen: (device: Device) => void;
};

/** The devices of one page with their services. Besides the keys of every table, `x` selects. */
export function DevicesTable(props: DevicesTableProps) {
  const { id, devices, asOf = '', search, sort, onSort, selection, connecting } = props;
  const { accountName, canConnect, openedKey, onOpen } = props;
  const heading = sortedBy(sort, onSort);
  return (
    <div className="@container">
      <Table
        id={id}
        aria-busy={devices === undefined}
        className="table-fixed"
        onKeyDown={onKeyDown}
      >
        <caption className="sr-only">Devices and their services</caption>
        <thead>
          <tr>
            <Th className={deviceColumns.choice}>
              <SelectPage
                label="Select all devices on this page"
                selection={selection}
                items={devices}
              />
            </Th>
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
              search={search}
              isSelected={selection.has(device)}
              isOpened={openedKey !== null && device.key === openedKey}
              connecting={connecting}
              canConnect={canConnect}
              onSelect={(isSelected, isRange) => selection.selectRow(device, isSelected, isRange)}
              onOpen={() => onOpen(device)}
            />
          ))
        )}
      </Table>
    </div>
  );
}

function onKeyDown(event: KeyboardEvent<HTMLElement>) {
  moveBetweenRows(event);
  pressRowControl(event);
}

const allColumns = Object.values(deviceColumns);
const columns = allColumns.filter((column) => column !== deviceColumns.account);
