'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { DraftSkeleton } from './draft-skeleton';
import { InviteHeader } from './invite-header';
import { InviteSteps } from './invite-steps';
import { keptDraftQuery } from './queries';

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
