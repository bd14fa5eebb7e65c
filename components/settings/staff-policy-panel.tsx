'use client';

import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { staffPolicyQuery } from './queries';
import { StaffPolicyForm } from './staff-policy-form';

/** What holds for staff in all that could do much harm at once. */
export function StaffPolicyPanel() {
  const { data, error, isFetching, refetch } = useQuery(staffPolicyQuery());
  return (
    <Panel
      title="Sensitive work"
      description="When staff have to type their own password again, and how many files one person may export. A change counts at once."
    >
      {data ? (
        <StaffPolicyForm policy={data} />
      ) : error ? (
        <ErrorState
          title="The rules can’t be shown"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      ) : (
        <div aria-busy="true" className="flex flex-col gap-4">
          <Skeleton className="w-56" />
          <Skeleton className="h-32" />
          <Skeleton className="h-8 w-32" />
        </div>
      )}
    </Panel>
  );
}
