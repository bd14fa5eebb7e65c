'use client';

import { lazy, Suspense, useState } from 'react';
import type { Assignable } from '@/components/customers/queries';
import { ExportButton } from '@/components/items/export-button';
import { SelectionBar } from '@/components/items/selection-bar';
import type { Selection } from '@/components/items/use-selection';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { Device } from '@/lib/contract/devices';
import { formatCount, formatNumber } from '@/lib/shared/format';
import type { DeviceFilters } from './device-filters';
import { exportPath, fetchMatchingDevices, fetchSelectedFile } from './queries';

const ChangeDeviceTags = lazy(async () => ({
  default: (await import('./tags-dialog')).ChangeDeviceTags,
}));

const SetCustomerDialog = lazy(async () => ({
  default: (await import('@/components/customers/set-customer-dialog')).SetCustomerDialog,
}));

type Asking = { what: 'tags' | 'customer'; devices: readonly Device[] };

type SelectedDevicesProps = {
  selection: Selection<Device>;
  filters: DeviceFilters;
  total: number;
  permissions: readonly string[];
};

/** The number of selected devices and the actions on them. */
export function SelectedDevices(props: SelectedDevicesProps) {
  const { selection, filters, total, permissions } = props;
  const { rows, isAll, isPageSelected } = selection;
  const [fetching, setFetching] = useState<Asking['what'] | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const count = isAll ? total : rows.length;
  const ask = async (what: Asking['what']) => {
    if (!isAll) return setAsking({ what, devices: rows });
    setFetching(what);
    try {
      setAsking({ what, devices: await fetchMatchingDevices(filters) });
    } catch (error) {
      const description = error instanceof ApiProblem ? error.detail : undefined;
      toast.error('Couldn’t load the selected devices', { description });
    } finally {
      setFetching(null);
    }
  };
  return (
    <>
      <SelectionBar
        summary={count > 0 ? `${formatCount(count, 'device')} selected` : null}
        onClear={selection.clear}
      >
        {!isAll && isPageSelected && total > rows.length && (
          <Button size="sm" variant="ghost" onClick={selection.selectAllMatching}>
            Select all {formatNumber(total)} matching devices
          </Button>
        )}
        {permissions.includes('devices.annotate') && (
          <Button size="sm" onClick={() => void ask('tags')} isPending={fetching === 'tags'}>
            Tags…
          </Button>
        )}
        {permissions.includes('customers.manage') && (
          <Button
            size="sm"
            onClick={() => void ask('customer')}
            isPending={fetching === 'customer'}
          >
            Customer…
          </Button>
        )}
        {permissions.includes('devices.export') && (
          <ExportButton
            noun="device"
            source={
              isAll
                ? { rows: 'matching', pathOf: (format) => exportPath(filters, format) }
                : { rows: 'selected', fetch: (format) => fetchSelectedFile(rows, filters, format) }
            }
            count={count}
            size="sm"
            side="top"
          />
        )}
      </SelectionBar>
      <Suspense fallback={null}>
        {asking?.what === 'tags' && (
          <ChangeDeviceTags devices={asking.devices} account={filters.account} onClose={close} />
        )}
        {asking?.what === 'customer' && (
          <SetCustomerDialog assignable={assignableOf(asking.devices)} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

function assignableOf(devices: readonly Device[]): Assignable {
  const body = { devices: devices.map(({ accountId, id }) => ({ accountId, id })) };
  return { kind: 'devices', count: devices.length, body };
}
