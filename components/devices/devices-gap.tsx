'use client';

import { HardDrive, SearchX } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { EmptyState, ErrorState } from '@/components/ui/states';
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

/** What stands in the place of rows where there are none: why, and the way on. */
export function DevicesGap(props: DevicesGapProps) {
  const { data, error, isFiltered, isRetrying, onRetry, onClear } = props;
  if (!data) {
    if (!error) return null;
    return (
      <ErrorState
        title="The devices can’t be shown"
        requestId={error.requestId}
        onRetry={onRetry}
        isRetrying={isRetrying}
      >
        {error.detail}
      </ErrorState>
    );
  }
  if (data.total > 0) return null;
  if (isFiltered) {
    return (
      <EmptyState
        title="No device matches"
        icon={<SearchX />}
        action={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        The search looks at the names and ids of devices and of their services.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No devices yet"
      icon={<HardDrive />}
      action={
        <Button onClick={onRetry} isPending={isRetrying}>
          Look again
        </Button>
      }
    >
      Machines that are registered with this remote.it account, or shared with it, will stand here
      with their services.
    </EmptyState>
  );
}

/** Says what remote.it left out of the list, so that nobody takes the rest for everything. */
export function IncompleteNotice({ missing }: Pick<DevicesPage, 'missing'>) {
  const marked = new Set(missing.flatMap(({ deviceId }) => deviceId ?? [])).size;
  const unnamed = missing.filter(({ deviceId }) => deviceId === null).length;
  const word = missing.find(({ message }) => message !== null)?.message;
  return (
    <div className="px-(--gutter) pb-4">
      <Notice tone="warn" title="This list is incomplete" isLive>
        <p>
          remote.it returned only part of it
          {marked > 0 && `: details of ${formatCount(marked, 'device')} are missing`}
          {unnamed > 0 &&
            `${marked > 0 ? ', and' : ':'} ${formatCount(unnamed, 'entry', 'entries')} couldn’t be read`}
          .{word && ` Its reason: “${word}”.`} Refresh the list to try again.
        </p>
      </Notice>
    </div>
  );
}
