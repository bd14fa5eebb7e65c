'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import { PageBody } from '@/components/ui/page';
import { LoadingRegion, Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { InviteSteps, InviteHeader } from './invite-steps';
import { keptDraftQuery } from './queries';
import { StepsNav } from './steps-nav';

/** From a list to a batch, going on where this person left it. */
export function InviteMany() {
  const [account] = useQueryState('account', parseAsString);
  return <KeptDraft key={account} account={account} />;
}

function KeptDraft({ account }: { account: string | null }) {
  const { data, error, isFetching, refetch } = useQuery(keptDraftQuery(account));
  const [round, setRound] = useState(0);
  if (data !== undefined) {
    return (
      <InviteSteps
        key={round}
        account={account}
        found={round === 0 ? data : null}
        isAnew={round > 0}
        onStartOver={() => setRound(round + 1)}
      />
    );
  }
  return (
    <>
      <InviteHeader />
      {error ? (
        <ErrorState
          title="Whether a list is kept for you isn’t known"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      ) : (
        <DraftSkeleton />
      )}
    </>
  );
}

/** The first step on its way: whether a list is kept is being asked. */
function DraftSkeleton() {
  return (
    <LoadingRegion label="Loading the list you were preparing">
      <StepsNav step="list" hasRows={false} onStep={() => undefined} />
      <PageBody width="form" className="flex flex-col gap-4 pt-5">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-80" />
        <Skeleton className="h-8 w-28" />
      </PageBody>
    </LoadingRegion>
  );
}
