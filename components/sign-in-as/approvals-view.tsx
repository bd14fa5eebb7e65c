'use client';

import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
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
import type { Decision } from './decide-dialog';
import { APPROVALS_PAGE_SIZE, approvalsQuery } from './queries';
import { InvitedBy, ReasonText } from './reason-text';

const DecideDialog = lazy(async () => ({
  default: (await import('./decide-dialog')).DecideDialog,
}));

/** Pending requests to sign in as a user, and past ones with their result. */
export function ApprovalsView({ canDecide }: { canDecide: boolean }) {
  const [pages, setPages] = useState({ pending: 1, settled: 1 });
  const { data, error, refetch, isFetching } = useQuery(approvalsQuery('pending', pages.pending));
  const past = useQuery(approvalsQuery('settled', pages.settled)).data;
  const [decision, setDecision] = useState<Decision | null>(null);
  const pending = data?.items ?? [];
  // Requests that this person can decide come first.
  const sorted = [
    ...pending.filter(({ mayDecide }) => mayDecide),
    ...pending.filter(({ mayDecide }) => !mayDecide),
  ];
  return (
    <>
      <PageHeader
        title="Approvals"
        description={
          canDecide
            ? 'Sign-ins that need a second person. You can’t approve your own requests.'
            : 'Your requests to sign in as a user.'
        }
      />
      <PageBody className="flex flex-col gap-6">
        {data ? (
          <>
            <Panel title="Pending" isFlush>
              <VisuallyHidden>
                <p role="status">{formatCount(data.total, 'pending request')}</p>
              </VisuallyHidden>
              {sorted.length === 0 ? (
                <EmptyState title="No pending requests" icon={<UserCheck />} className="py-10">
                  New requests appear here automatically.
                </EmptyState>
              ) : (
                <ul className="divide-y divide-line">
                  {sorted.map((approval) => (
                    <PendingRequest
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
            {past && past.items.length > 0 && (
              <div>
                <PastRequests approvals={past.items} />
                <Pages
                  page={pages.settled}
                  total={past.total}
                  onPageChange={(settled) => setPages({ ...pages, settled })}
                />
              </div>
            )}
          </>
        ) : error ? (
          <ErrorState
            title="Couldn’t load requests"
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
  // A decision may have emptied the last page: keep the way back.
  if (props.total <= APPROVALS_PAGE_SIZE && props.page === 1) return null;
  return <Pagination {...props} pageSize={APPROVALS_PAGE_SIZE} noun="request" />;
}

type PendingRequestProps = { approval: Approval; onDecide: (approve: boolean) => void };

/** One request with everything needed to decide it. */
function PendingRequest({ approval, onDecide }: PendingRequestProps) {
  const { username, askedBy, askedAt, expiresAt, isMine, mayDecide } = approval;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="break-words">
          <span className="font-medium">{isMine ? 'You' : askedBy.email}</span>
          <span className="text-muted"> asked to sign in as </span>
          <span className="font-medium">{shownEmail(username)}</span>
          <InAccount accountId={approval.accountId} />
        </p>
        <ReasonText approval={approval} />
        <InvitedBy approval={approval} />
        <p className="mt-0.5 text-12 text-muted">
          Requested <RelativeTime at={askedAt} /> · expires <RelativeTime at={expiresAt} />
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
        <p className="text-12 text-muted">Someone else has to decide</p>
      )}
    </li>
  );
}

const states: Record<ApprovalState, Parameters<typeof Status>[0]> = {
  pending: { tone: 'accent', label: 'Pending' },
  approved: { tone: 'good', label: 'Approved' },
  denied: { tone: 'bad', label: 'Declined' },
  expired: { tone: 'neutral', label: 'Expired' },
  used: { tone: 'good', label: 'Used' },
};

const columns = {
  state: 'hidden min-w-24 sm:table-cell',
  request: 'w-1/2 max-w-0 max-sm:w-full max-sm:px-(--gutter)',
  decided: 'hidden md:table-cell',
  when: 'hidden whitespace-nowrap sm:table-cell',
};

/** Past requests and their result, newest first. */
function PastRequests({ approvals }: { approvals: Approval[] }) {
  return (
    <Panel title="History" description="All requests are in the audit log." isFlush>
      <Table aria-label="Past requests" className="[--gutter:1rem] [&_tr:last-child_td]:border-b-0">
        <thead>
          <tr>
            <Th className={columns.state}>Status</Th>
            <Th className={columns.request}>Request</Th>
            <Th className={columns.decided}>Decided by</Th>
            <Th className={columns.when}>Requested</Th>
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
                    <span className="text-muted"> asked to sign in as </span>
                    <span className="font-medium">{shownEmail(approval.username)}</span>
                    <InAccount accountId={approval.accountId} />
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
                  <EmptyCell meaning="no one" />
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
