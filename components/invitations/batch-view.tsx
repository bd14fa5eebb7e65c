'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import { LinkButton } from '@/components/ui/link-button';
import { PageBody, PageHeader } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/relative-time';
import { LoadingRegion, Skeleton, SkeletonRows } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { sessionGate } from '@/lib/client/session-gate';
import type { Batch } from '@/lib/contract/invitations';
import { BatchActions } from './batch-actions';
import { BatchRows } from './batch-rows';
import { BatchState } from './batch-state';
import { batchTitle } from './describe-batch';
import { isUnderWay, batchPath, batchQuery, POLL_MS, rowsKeyOf } from './queries';

const back = (
  <Link href="/invitations" className="hover:underline">
    Invitations
  </Link>
);

type BatchViewProps = { id: string; canWrite: boolean; canAcknowledge: boolean };

/** One batch, from its hold to its results. Leaving the page doesn't affect it. */
export function BatchView({ id, canWrite, canAcknowledge }: BatchViewProps) {
  const { data, error, isFetching, refetch } = useBatch(id);
  const { offered, nameOf } = useAccountChoiceOf('remotepc', null);
  if (!data && error) {
    return (
      <>
        <PageHeader title="Invitations" back={back} />
        <ErrorState
          title="Couldn’t load this batch"
          requestId={error.requestId}
          {...(error.status === 404
            ? { action: <LinkButton href="/invitations">All invitations</LinkButton> }
            : { onRetry: () => void refetch(), isRetrying: isFetching })}
        >
          {error.detail}
        </ErrorState>
      </>
    );
  }
  if (!data) return <BatchSkeleton />;
  return (
    <>
      <PageHeader
        title={batchTitle(data)}
        back={back}
        description={
          <>
            <span title={data.createdBy}>{data.createdByName ?? data.createdBy}</span>,{' '}
            <RelativeTime at={data.createdAt} />
            {offered.length > 0 && ` · ${nameOf(data.accountId)}`}
            {data.parentId && (
              <>
                {' · '}
                <Link
                  href={`/invitations/${data.parentId}`}
                  className="underline underline-offset-2"
                >
                  retry of an earlier batch
                </Link>
              </>
            )}
          </>
        }
        actions={<BatchActions batch={data} canWrite={canWrite} />}
      />
      <div className="px-(--gutter) pb-4">
        <BatchState
          batch={data}
          canWrite={canWrite}
          isBehind={error !== null && isUnderWay(data)}
        />
      </div>
      <BatchRows batch={data} canAcknowledge={canAcknowledge} />
    </>
  );
}

function BatchSkeleton() {
  return (
    <LoadingRegion label="Loading batch">
      <div className="flex flex-col gap-3 px-(--gutter) pt-6 pb-5">
        <Skeleton className="w-20" />
        <Skeleton className="h-5 w-56" />
        <Skeleton className="w-40" />
      </div>
      <PageBody className="-mb-8">
        <div className="flex flex-col gap-3 rounded-panel border border-line p-4">
          <Skeleton className="w-72 max-w-full" />
          <Skeleton className="h-2" />
        </div>
      </PageBody>
      <Table aria-hidden>
        <tbody>
          <SkeletonRows rows={8} columns={['w-1/2', '', 'hidden md:table-cell']} />
        </tbody>
      </Table>
    </LoadingRegion>
  );
}

const isSessionOver = () => sessionGate.current().isOver;

/** The fields that the server sends as the batch progresses. */
type Progress = Partial<Batch>;

/**
 * The current state of a batch. While it's under way the server pushes each change; until the first
 * one arrives, the page polls. With events it still polls, less often: a proxy may swallow them.
 */
function useBatch(id: string) {
  const client = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  const query = useQuery({
    ...batchQuery(id),
    refetchInterval: ({ state }) => {
      if (!state.data || !isUnderWay(state.data)) return false;
      return isLive ? 10 * POLL_MS : POLL_MS;
    },
  });
  const isOver = useSyncExternalStore(sessionGate.subscribe, isSessionOver, () => false);
  const isWatched = !isOver && query.data !== undefined && isUnderWay(query.data);

  useEffect(() => {
    if (!isWatched) return;
    const events = new EventSource(`${batchPath(id)}/events`);
    const update = (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as Progress;
      client.setQueryData(batchQuery(id).queryKey, (batch) => batch && { ...batch, ...progress });
    };
    events.addEventListener('progress', (event) => {
      setIsLive(true);
      update(event);
    });
    events.addEventListener('done', (event) => {
      update(event);
      events.close();
    });
    events.addEventListener('error', () => setIsLive(false));
    return () => {
      events.close();
      setIsLive(false);
      // The last rows have finished since the table was loaded.
      void client.invalidateQueries({ queryKey: rowsKeyOf(id) });
    };
  }, [client, id, isWatched]);

  return query;
}
