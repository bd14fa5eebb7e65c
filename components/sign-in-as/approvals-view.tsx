'use client';

import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { PastChanges, PendingChanges } from '@/components/changes/changes-panels';
import { approvalsNewsQuery } from '@/components/changes/queries';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Pagination } from '@/components/ui/pagination';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, QueryError } from '@/components/ui/states';
import { VisuallyHidden } from '@/components/ui/text';
import type { Approval, ApprovalsPage } from '@/lib/contract/approvals';
import { formatCount } from '@/lib/shared/format';
import { PastRequests, PendingRequest, RunningGrant } from './approvals-rows';
import type { Decision } from './decide-dialog';
import { APPROVALS_PAGE_SIZE, approvalsQuery, useSeeNews, type ApprovalList } from './queries';

const DecideDialog = lazy(async () => ({
  default: (await import('./decide-dialog')).DecideDialog,
}));
const EndAccessDialog = lazy(async () => ({
  default: (await import('./end-access-dialog')).EndAccessDialog,
}));

type ApprovalsViewProps = {
  /** They sign in as users, so they have requests for that, too. */
  canSignIn?: boolean;
  canDecide: boolean;
};

/** Requests to sign in as a user and changes of settings: those that wait, what was granted, and past ones. */
export function ApprovalsView({ canSignIn = true, canDecide }: ApprovalsViewProps) {
  useSeeAll();
  return (
    <>
      <PageHeader
        title="Approvals"
        description={
          canDecide
            ? 'What needs a second person. You can’t approve your own requests.'
            : 'Your requests that a second person decides about.'
        }
      />
      <PageBody className="flex flex-col gap-6">
        {canSignIn && <PendingSignIns />}
        <PendingChanges />
        {canSignIn && <RunningAccess />}
        {canSignIn && <PastSignIns />}
        <PastChanges />
      </PageBody>
    </>
  );
}

function PendingSignIns() {
  const [decision, setDecision] = useState<Decision | null>(null);
  return (
    <>
      <ListPanel
        title="Pending"
        list="pending"
        empty={
          <EmptyState title="No pending requests" icon={<UserCheck />} className="py-6">
            Requests appear here when the sign-in policy requires approval.
          </EmptyState>
        }
      >
        {(items) => (
          <ul className="divide-y divide-line">
            {decidableFirst(items).map((approval) => (
              <PendingRequest
                key={approval.id}
                approval={approval}
                onDecide={(approve) => setDecision({ approval, approve })}
              />
            ))}
          </ul>
        )}
      </ListPanel>
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

function RunningAccess() {
  const [ending, setEnding] = useState<Approval | null>(null);
  return (
    <>
      <ListPanel
        title="Approved access"
        description="Usable until it’s used up or expires."
        list="approved"
        empty={null}
      >
        {(items) => (
          <ul className="divide-y divide-line">
            {items.map((approval) => (
              <RunningGrant
                key={approval.id}
                approval={approval}
                onEnd={() => setEnding(approval)}
              />
            ))}
          </ul>
        )}
      </ListPanel>
      <Suspense fallback={null}>
        {ending && <EndAccessDialog approval={ending} onClose={() => setEnding(null)} />}
      </Suspense>
    </>
  );
}

function PastSignIns() {
  return (
    <ListPanel
      title="History"
      description="All requests are in the audit log."
      list="past"
      empty={null}
    >
      {(items) => <PastRequests approvals={items} />}
    </ListPanel>
  );
}

/** Requests that this person can decide come first. */
function decidableFirst(items: readonly Approval[]): Approval[] {
  return [
    ...items.filter(({ mayDecide }) => mayDecide),
    ...items.filter(({ mayDecide }) => !mayDecide),
  ];
}

/** What became of the person's own requests is on this page, so it's seen. */
function useSeeAll() {
  const { data } = useQuery(approvalsNewsQuery());
  const { mutate: see } = useSeeNews();
  useEffect(() => {
    const seeNow = () => {
      if (!data || (data.news.length === 0 && data.changes.length === 0)) return;
      if (document.visibilityState !== 'visible') return;
      see([...data.news, ...data.changes].map(({ id, state }) => ({ id, state })));
    };
    seeNow();
    document.addEventListener('visibilitychange', seeNow);
    return () => document.removeEventListener('visibilitychange', seeNow);
  }, [data, see]);
}

type ListPanelProps = {
  title: string;
  description?: string;
  list: ApprovalList;
  /** Instead of an empty list; null: no panel at all. */
  empty: ReactNode;
  children: (items: readonly Approval[]) => ReactNode;
};

function ListPanel({ title, description, list, empty, children }: ListPanelProps) {
  const [page, setPage] = useState(1);
  const query = useQuery(approvalsQuery(list, page));
  const isEmpty = query.data?.items.length === 0;
  if (isEmpty && empty === null && page === 1) return null;
  return (
    <Panel title={title} description={description} isFlush>
      <ListContent list={list} query={query} empty={empty}>
        {children}
      </ListContent>
      {query.data && <Pages page={page} total={query.data.total} onPageChange={setPage} />}
    </Panel>
  );
}

type ListContentProps = Pick<ListPanelProps, 'list' | 'empty' | 'children'> & {
  query: UseQueryResult<ApprovalsPage>;
};

function ListContent({ list, query, empty, children }: ListContentProps) {
  const { data } = query;
  if (data) {
    return (
      <>
        {list === 'pending' && (
          <VisuallyHidden>
            <p role="status">{formatCount(data.total, 'pending request')}</p>
          </VisuallyHidden>
        )}
        {data.items.length === 0 ? empty : children(data.items)}
      </>
    );
  }
  return (
    <div className="p-4">
      {query.error ? (
        <QueryError title="Couldn’t load requests" query={query} />
      ) : (
        <Skeleton className="h-16" />
      )}
    </div>
  );
}

type PagesProps = { page: number; total: number; onPageChange: (page: number) => void };

function Pages(props: PagesProps) {
  // A decision may have emptied the last page: keep the way back.
  if (props.total <= APPROVALS_PAGE_SIZE && props.page === 1) return null;
  return <Pagination {...props} pageSize={APPROVALS_PAGE_SIZE} noun="request" />;
}
