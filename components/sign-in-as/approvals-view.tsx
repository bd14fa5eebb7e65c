'use client';

import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, ErrorState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { VisuallyHidden } from '@/components/ui/text';
import type { Approval, ApprovalState } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { APPROVALS_A_PAGE, approvalsQuery } from './queries';
import { InvitedBy, ReasonText } from './reason-text';
import type { Decision } from './decide-dialog';

const DecideDialog = lazy(async () => ({
  default: (await import('./decide-dialog')).DecideDialog,
}));

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

type WaitingRequestProps = { approval: Approval; onDecide: (approve: boolean) => void };

/** One request with all that is needed to decide it. */
function WaitingRequest({ approval, onDecide }: WaitingRequestProps) {
  const { username, askedBy, askedAt, expiresAt, isMine, mayDecide } = approval;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="break-words">
          <span className="font-medium">{isMine ? 'You' : askedBy.email}</span>
          <span className="text-muted"> to sign in as </span>
          <span className="font-medium">{shownEmail(username)}</span>
        </p>
        <ReasonText approval={approval} />
        <InvitedBy approval={approval} />
        <p className="mt-0.5 text-12 text-muted">
          Asked <RelativeTime at={askedAt} />, runs out <RelativeTime at={expiresAt} />
        </p>
      </div>
      {mayDecide ? (
        <div className="flex gap-2">
          <Button onClick={() => onDecide(false)} aria-label={`Decline ${askedBy.email}`}>
            Decline…
          </Button>
          <Button
            variant="primary"
            onClick={() => onDecide(true)}
            aria-label={`Approve ${askedBy.email}`}
          >
            Approve…
          </Button>
        </div>
      ) : (
        <p className="text-12 text-muted">Somebody else has to decide</p>
      )}
    </li>
  );
}

const states: Record<ApprovalState, Parameters<typeof Status>[0]> = {
  pending: { tone: 'accent', label: 'Waiting' },
  approved: { tone: 'good', label: 'Approved' },
  denied: { tone: 'bad', label: 'Declined' },
  expired: { tone: 'neutral', label: 'Ran out' },
  used: { tone: 'good', label: 'Used' },
};

const columns = {
  state: 'hidden min-w-24 sm:table-cell',
  request: 'w-1/2 max-w-0 max-sm:w-full',
  decided: 'hidden md:table-cell',
  when: 'hidden whitespace-nowrap sm:table-cell',
};

/** What came of earlier requests, newest first. */
function DecidedTable({ approvals }: { approvals: Approval[] }) {
  return (
    <Panel title="Earlier" description="All of them stand in the activity." isFlush>
      <Table
        aria-label="Earlier requests"
        className="[--gutter:1rem] [&_tr:last-child_td]:border-b-0"
      >
        <thead>
          <tr>
            <Th className={columns.state}>State</Th>
            <Th className={columns.request}>Request</Th>
            <Th className={columns.decided}>Decided by</Th>
            <Th className={columns.when}>Asked</Th>
          </tr>
        </thead>
        <tbody>
          {approvals.map((approval) => (
            <Tr key={approval.id}>
              <Td className={columns.state}>
                <Status {...states[approval.state]} />
              </Td>
              <Td className={columns.request}>
                <div className="py-2">
                  <Status {...states[approval.state]} className="sm:hidden" />
                  <p className="break-words">
                    {approval.isMine ? 'You' : approval.askedBy.email}
                    <span className="text-muted"> as </span>
                    <span className="font-medium">{shownEmail(approval.username)}</span>
                  </p>
                  <ReasonText approval={approval} />
                  {approval.note && (
                    <p className="text-12 text-muted md:hidden">“{approval.note}”</p>
                  )}
                </div>
              </Td>
              <Td className={columns.decided}>
                {approval.decidedBy ? (
                  <div className="max-w-60 py-2 break-words">
                    <p>{approval.decidedBy.email}</p>
                    {approval.note && <p className="text-12 text-muted">“{approval.note}”</p>}
                  </div>
                ) : (
                  <EmptyCell meaning="nobody" />
                )}
              </Td>
              <Td className={columns.when}>
                <RelativeTime at={approval.askedAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
