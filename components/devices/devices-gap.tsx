'use client';

import { HardDrive, SearchX } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { EmptyState, QueryError } from '@/components/ui/states';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { DevicesPage } from '@/lib/contract/devices';
import { formatCount } from '@/lib/shared/format';

type DevicesGapProps = {
  data: DevicesPage | undefined;
  error: ApiProblem | null;
  isFiltered: boolean;
  isRetrying: boolean;
  onRetry: () => void;
  onClear: () => void;
};

/** Replaces the rows when there are none: why, and what to do. */
export function DevicesGap(props: DevicesGapProps) {
  const { data, error, isFiltered, isRetrying, onRetry, onClear } = props;
  if (!data) {
    return (
      <QueryError
        title="Couldn’t load devices"
        query={{ error, isFetching: isRetrying, refetch: onRetry }}
      />
    );
  }
  if (data.total > 0) return null;
  if (isFiltered) {
    return (
      <EmptyState
        title="No matching devices"
        icon={<SearchX />}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Search covers names and IDs of devices and their services, tags, and notes.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No devices yet"
      icon={<HardDrive />}
      action={
        <Button onClick={onRetry} isPending={isRetrying}>
          Refresh
        </Button>
      }
    >
      Devices that are registered with this remote.it account or shared with it appear here with
      their services.
    </EmptyState>
  );
}

/** Shows what remote.it left out, so that no one takes the list for complete. */
export function IncompleteNotice({ missing }: Pick<DevicesPage, 'missing'>) {
  const marked = new Set(missing.flatMap(({ deviceId }) => deviceId ?? [])).size;
  const unnamed = missing.filter(({ deviceId }) => deviceId === null).length;
  const word = missing.find(({ message }) => message !== null)?.message;
  return (
    <div className="border-b border-line px-(--gutter) py-3">
      <Notice tone="warn" title="Incomplete list" isLive>
        <p>
          remote.it returned only part of the list
          {marked > 0 && `: details of ${formatCount(marked, 'device')} are missing`}
          {unnamed > 0 &&
            `${marked > 0 ? ', and' : ':'} ${formatCount(unnamed, 'entry', 'entries')} couldn’t be read`}
          .{word && ` remote.it reports: “${word}”.`} Refresh to try again.
        </p>
      </Notice>
    </div>
  );
}
