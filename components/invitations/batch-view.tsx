'use client';

import Link from 'next/link';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageBody } from '@/components/ui/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { BatchActions } from './batch-actions';
import { BatchRows } from './batch-rows';
import { BatchSkeleton } from './batch-skeleton';
import { BatchState } from './batch-state';
import { batchTitle } from './batch-title';
import { isUnderWay } from './queries';
import { useBatch } from './use-batch';

const back = (
  <Link href="/invitations" className="hover:underline">
    Invitations
  </Link>
);

/** One batch from its hold to its results; it can be left at any time. */
export function BatchView({ id, canWrite }: { id: string; canWrite: boolean }) {
  const { data, error, isFetching, refetch } = useBatch(id);
  if (!data && error) {
    return (
      <>
        <PageHeader title="Invitations" back={back} />
        <ErrorState
          title="This batch can’t be shown"
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
            {data.createdBy}, <RelativeTime at={data.createdAt} />
            {data.parentId && (
              <>
                {' · '}
                <Link
                  href={`/invitations/${data.parentId}`}
                  className="underline underline-offset-2"
                >
                  tries an earlier batch again
                </Link>
              </>
            )}
          </>
        }
        actions={<BatchActions batch={data} canWrite={canWrite} />}
      />
      <PageBody className="-mb-8">
        <BatchState
          batch={data}
          canWrite={canWrite}
          isBehind={error !== null && isUnderWay(data)}
        />
      </PageBody>
      <BatchRows batch={data} />
    </>
  );
}
