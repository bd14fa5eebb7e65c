'use client';

import { HardDrive, SearchX } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { DevicesPage } from '@/lib/contract/devices';

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
