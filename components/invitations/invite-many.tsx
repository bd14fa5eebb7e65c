'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { AccountSelect, useAccountForNew } from '@/components/account-choice/account-select';
import { StepsNav } from '@/components/lists/steps-nav';
import { PageBody } from '@/components/ui/page';
import { LoadingRegion, Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { draftSteps, type DraftStep } from './draft-state';
import { InviteSteps, InviteHeader } from './invite-steps';
import { savedDraftQuery } from './queries';

/** Turns a list into a batch. Continues from the person's draft, if there is one. */
export function InviteMany() {
  const account = useAccountForNew('remotepc');
  // Another account replaces the page, and the focused select with it.
  const isSelecting = useRef(false);
  const keepFocus = useCallback((select: HTMLSelectElement | null) => {
    if (isSelecting.current) select?.focus();
  }, []);
  return (
    <SavedDraft key={account} account={account} onReady={() => (isSelecting.current = false)}>
      <div className="max-w-160 px-(--gutter) pb-3 empty:hidden">
        <AccountSelect
          ref={keepFocus}
          onSelect={() => (isSelecting.current = true)}
          upstream="remotepc"
          help="The reseller account that people are invited to. Each account has its own draft."
        />
      </div>
    </SavedDraft>
  );
}

type SavedDraftProps = { account: string | null; onReady: () => void; children: ReactNode };

function SavedDraft({ account, onReady, children }: SavedDraftProps) {
  const { data, error, isFetching, refetch } = useQuery(savedDraftQuery(account));
  const [round, setRound] = useState(0);
  const isReady = data !== undefined;
  const ready = useEffectEvent(onReady);
  useEffect(() => {
    if (isReady) ready();
  }, [isReady]);
  if (data !== undefined) {
    return (
      <InviteSteps
        key={round}
        account={account}
        found={round === 0 ? data : null}
        isRestarted={round > 0}
        onStartOver={() => setRound(round + 1)}
      >
        {children}
      </InviteSteps>
    );
  }
  return (
    <>
      <InviteHeader />
      {children}
      {error ? (
        <ErrorState
          title="Couldn’t load your draft"
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

function DraftSkeleton() {
  return (
    <LoadingRegion label="Loading your draft">
      <StepsNav<DraftStep>
        steps={draftSteps}
        step="list"
        canOpen={() => false}
        onStep={() => undefined}
      />
      <PageBody width="form" className="flex flex-col gap-4 pt-5">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-80" />
        <Skeleton className="h-8 w-28" />
      </PageBody>
    </LoadingRegion>
  );
}
