'use client';

import { lazy, Suspense, useState } from 'react';
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

const TagsDialog = lazy(async () => ({ default: (await import('./tags-dialog')).TagsDialog }));

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
  const [isFetching, setIsFetching] = useState(false);
  const [tagged, setTagged] = useState<readonly Device[] | null>(null);
  const count = isAll ? total : rows.length;
  const editTags = async () => {
    if (!isAll) return setTagged(rows);
    setIsFetching(true);
    try {
      setTagged(await fetchMatchingDevices(filters));
    } catch (error) {
      const description = error instanceof ApiProblem ? error.detail : undefined;
      toast.error('Couldn’t load the selected devices', { description });
    } finally {
      setIsFetching(false);
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
          <Button size="sm" onClick={() => void editTags()} isPending={isFetching}>
            Edit tags…
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
        {tagged && (
          <TagsDialog devices={tagged} account={filters.account} onClose={() => setTagged(null)} />
        )}
      </Suspense>
    </>
  );
}
