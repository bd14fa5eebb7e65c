'use client';

import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { CheckStep } from './check-step';
import { ColumnsStep } from './columns-step';
import { isWorthKeeping, type DraftStep } from './draft';
import { DraftNotices } from './draft-notices';
import { judgeRows } from './draft-rows';
import { InviteHeader } from './invite-header';
import { ListStep } from './list-step';
import { ReviewStep } from './review-step';
import { reviewRows } from './review-words';
import { SavingState } from './saving-state';
import { StartOverDialog } from './start-over-dialog';
import { StepsNav } from './steps-nav';
import { hasSomething, useDraft } from './use-draft';

type InviteStepsProps = {
  account: string | null;
  /** What the server kept for this person. */
  found: InvitationDraft | null;
  /** Another list was given up just now. */
  isAnew: boolean;
  onStartOver: () => void;
};

/** Hand a list in, check it, say yes. Each step keeps what the others hold. */
export function InviteSteps({ account, found, isAnew, onStartOver }: InviteStepsProps) {
  const { draft, dispatch, saving, ...list } = useDraft(account, found);
  const { rows, customers, step } = draft;
  const judged = useMemo(() => judgeRows(rows, customers), [rows, customers]);
  const review = useMemo(() => reviewRows(rows, judged), [rows, judged]);
  const [firstStep] = useState(step);
  const [hasMoved, setHasMoved] = useState(isAnew);
  const [isAskedOver, setIsAskedOver] = useState(false);
  const isEntered = hasMoved || step !== firstStep;

  const goTo = (next: DraftStep) => {
    setHasMoved(true);
    dispatch({ type: 'stepped', step: next });
  };
  const startOver = () => {
    list.end();
    onStartOver();
  };
  const shared = { draft, isEntered, dispatch, onStep: goTo };
  return (
    <>
      <InviteHeader
        actions={
          isWorthKeeping(draft) && (
            <Button onClick={() => (rows.length > 0 ? setIsAskedOver(true) : startOver())}>
              Start over
            </Button>
          )
        }
      />
      <StepsNav
        step={step}
        hasRows={rows.length > 0}
        onStep={goTo}
        aside={draft.source && <SavingState state={saving.state} />}
      />
      <DraftNotices found={isEntered ? null : found} draft={draft} problem={saving.problem} />
      {step === 'list' && (
        <ListStep
          {...shared}
          isReading={list.read.isPending}
          problem={problemOf(list.read)}
          onType={(text) => {
            list.read.reset();
            dispatch({ type: 'typed', text });
          }}
          onRead={list.readList}
        />
      )}
      {step === 'columns' && (
        <ColumnsStep
          // Another sheet has columns of its own, and so has what is hidden.
          key={`${draft.readAs?.sheet} ${draft.readAs?.hidden?.isIncluded}`}
          {...shared}
          reread={list.reread}
          onReread={list.rereadList}
        />
      )}
      {step === 'check' && (
        <CheckStep
          // What is hidden changes which rows there are.
          key={String(draft.readAs?.hidden?.isIncluded)}
          {...shared}
          judged={judged}
          review={review}
          isReading={list.reread.isPending}
          onEmail={list.checkEmail}
          onReread={list.rereadList}
        />
      )}
      {step === 'review' && (
        <ReviewStep {...shared} review={review} account={account} onStarted={list.end} />
      )}
      {isAskedOver && (
        <StartOverDialog onClose={() => setIsAskedOver(false)} onStartOver={startOver} />
      )}
    </>
  );
}

function problemOf({ error, data }: ReturnType<typeof useDraft>['read']): string | null {
  if (error) return error.detail;
  return data && !hasSomething(data) ? 'There is no address in this list.' : null;
}
