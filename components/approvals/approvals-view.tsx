'use client';

import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { PageBody } from '@/components/ui/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import { formatCount } from '@/lib/format';
import type { Approval } from '@/lib/schemas/approvals';
import { DecidedTable } from './decided-table';
import { approvalsQuery } from './queries';
import { WaitingRequest } from './waiting-request';

const DecideDialog = lazy(async () => ({
  default: (await import('./decide-dialog')).DecideDialog,
}));

export type Decision = { approval: Approval; approve: boolean };

/** Who asks to sign in as whom, and why; what came of earlier requests. */
export function ApprovalsView({ canDecide }: { canDecide: boolean }) {
  const { data, error, refetch, isFetching } = useQuery(approvalsQuery());
  const [decision, setDecision] = useState<Decision | null>(null);
  const pending = data?.items.filter(({ state }) => state === 'pending') ?? [];
  // What this person can do something about stands first.
  const waiting = [
    ...pending.filter(({ mayDecide }) => mayDecide),
    ...pending.filter(({ mayDecide }) => !mayDecide),
  ];
  const earlier = data?.items.filter(({ state }) => state !== 'pending') ?? [];
  return (
    <>
      <PageHeader
        title="Approvals"
        description={
          canDecide
            ? 'Sign-ins to customers that need a second person. Nobody approves their own.'
            : 'Your requests to sign in as a customer, and what came of them.'
        }
      />
      <PageBody className="flex flex-col gap-6">
        {data ? (
          <>
            <Panel title="Waiting" isFlush>
              <VisuallyHidden>
                <p role="status">{formatCount(waiting.length, 'request')} waiting</p>
              </VisuallyHidden>
              {waiting.length === 0 ? (
                <EmptyState title="Nothing waits" icon={<UserCheck />} className="py-10">
                  A request appears here by itself, as soon as somebody asks.
                </EmptyState>
              ) : (
                <ul className="divide-y divide-line">
                  {waiting.map((approval) => (
                    <WaitingRequest
                      key={approval.id}
                      approval={approval}
                      onDecide={(approve) => setDecision({ approval, approve })}
                    />
                  ))}
                </ul>
              )}
            </Panel>
            {earlier.length > 0 && <DecidedTable approvals={earlier} />}
          </>
        ) : error ? (
          <ErrorState
            title="The requests can’t be shown"
            requestId={error.requestId}
            onRetry={() => void refetch()}
            isRetrying={isFetching}
          >
            {error.detail}
          </ErrorState>
        ) : (
          <Skeleton className="h-24" />
        )}
      </PageBody>
      <Suspense fallback={null}>
        {decision && (
          <DecideDialog
            key={decision.approval.id}
            {...decision}
            onClose={() => setDecision(null)}
          />
        )}
      </Suspense>
    </>
  );
}
