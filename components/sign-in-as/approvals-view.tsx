'use client';

import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { PageBody } from '@/components/ui/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import { formatCount } from '@/lib/shared/format';
import type { Approval } from '@/lib/contract/approvals';
import { DecidedTable } from './decided-table';
import { APPROVALS_A_PAGE, approvalsQuery } from './queries';
import { WaitingRequest } from './waiting-request';

const DecideDialog = lazy(async () => ({
  default: (await import('./decide-dialog')).DecideDialog,
}));

export type Decision = { approval: Approval; approve: boolean };

/** Who asks to sign in as whom, and why; what came of earlier requests. */
export function ApprovalsView({ canDecide }: { canDecide: boolean }) {
  const [pages, setPages] = useState({ pending: 1, settled: 1 });
  const { data, error, refetch, isFetching } = useQuery(approvalsQuery('pending', pages.pending));
  const earlier = useQuery(approvalsQuery('settled', pages.settled)).data;
  const [decision, setDecision] = useState<Decision | null>(null);
  const pending = data?.items ?? [];
  // What this person can do something about stands first.
  const waiting = [
    ...pending.filter(({ mayDecide }) => mayDecide),
    ...pending.filter(({ mayDecide }) => !mayDecide),
  ];
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
                <p role="status">{formatCount(data.total, 'request')} waiting</p>
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
              <Pages
                page={pages.pending}
                total={data.total}
                onPageChange={(page) => setPages({ ...pages, pending: page })}
              />
            </Panel>
            {earlier && earlier.items.length > 0 && (
              <div>
                <DecidedTable approvals={earlier.items} />
                <Pages
                  page={pages.settled}
                  total={earlier.total}
                  onPageChange={(settled) => setPages({ ...pages, settled })}
                />
              </div>
            )}
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

type PagesProps = { page: number; total: number; onPageChange: (page: number) => void };

function Pages(props: PagesProps) {
  // The last page may have become empty by a decision: the way back stays.
  if (props.total <= APPROVALS_A_PAGE && props.page === 1) return null;
  return <Pagination {...props} pageSize={APPROVALS_A_PAGE} noun="request" />;
}
