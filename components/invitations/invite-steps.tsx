'use client';

import { Check, CloudOff } from 'lucide-react';
import Link from 'next/link';
import { useMemo, useState, type ReactNode } from 'react';
import { StepsNav } from '@/components/lists/steps-nav';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { PageHeader } from '@/components/ui/page';
import type { InvitationDraft } from '@/lib/contract/invitations';
import { CheckStep } from './check-step';
import { ColumnsStep } from './columns-step';
import { DraftNotices } from './draft-notices';
import { evaluateRows } from './draft-rows';
import { draftSteps, isWorthKeeping, type DraftStep } from './draft-state';
import { ListStep } from './list-step';
import { ReviewStep } from './review-step';
import { reviewRows } from './review-words';
import { hasSomething, useDraft } from './use-draft';
import type { DraftSaving } from './use-draft-saving';

type InviteStepsProps = {
  account: string | null;
  /** The draft that the server has for this person. */
  found: InvitationDraft | null;
  /** The previous list was just discarded. */
  isRestarted: boolean;
  onStartOver: () => void;
  /** Between the heading and the steps. */
  children: ReactNode;
};

/** Add a list, check it, submit it. Moving between steps loses nothing. */
export function InviteSteps(props: InviteStepsProps) {
  const { account, found, isRestarted, onStartOver, children } = props;
  const { draft, dispatch, saving, ...list } = useDraft(account, found);
  const { rows, existingUsers, step } = draft;
  const states = useMemo(() => evaluateRows(rows, existingUsers), [rows, existingUsers]);
  const review = useMemo(() => reviewRows(rows, states), [rows, states]);
  const [firstStep] = useState(step);
  const [hasMoved, setHasMoved] = useState(isRestarted);
  const [isConfirming, setIsConfirming] = useState(false);
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
            <Button onClick={() => (rows.length > 0 ? setIsConfirming(true) : startOver())}>
              Start over
            </Button>
          )
        }
      />
      {children}
      <StepsNav
        steps={draftSteps}
        step={step}
        canOpen={(next) => rows.length > 0 || next === 'list'}
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
          onTemplate={(template) => dispatch({ type: 'templated', template })}
        />
      )}
      {step === 'columns' && (
        <ColumnsStep
          // Another sheet has other columns, and so does hidden data.
          key={`${draft.readAs?.sheet} ${draft.readAs?.hidden?.isIncluded}`}
          {...shared}
          reread={list.reread}
          onReread={list.rereadList}
        />
      )}
      {step === 'check' && (
        <CheckStep
          // Including hidden data changes the rows.
          key={String(draft.readAs?.hidden?.isIncluded)}
          {...shared}
          states={states}
          review={review}
          isReading={list.reread.isPending}
          onEmail={list.checkEmail}
          onReread={list.rereadList}
        />
      )}
      {step === 'review' && (
        <ReviewStep {...shared} review={review} account={account} onStarted={list.end} />
      )}
      {isConfirming && (
        <StartOverDialog onClose={() => setIsConfirming(false)} onStartOver={startOver} />
      )}
    </>
  );
}

function problemOf({ error, data }: ReturnType<typeof useDraft>['read']): string | null {
  if (error) return error.detail;
  return data && !hasSomething(data) ? 'This list has no email addresses.' : null;
}

/** Whether the server has the latest changes. Failures are explained in a notice. */
function SavingState({ state }: Pick<DraftSaving, 'state'>) {
  return (
    <span className="flex items-center gap-1 text-12 whitespace-nowrap text-muted">
      {state === 'saved' && <Check aria-hidden className="size-3.5" />}
      {state === 'failed' && <CloudOff aria-hidden className="size-3.5 text-warn-text" />}
      <span className={state === 'failed' ? undefined : 'max-sm:sr-only'}>
        {{ saved: 'Draft saved', saving: 'Saving…', failed: 'Not saved yet' }[state]}
      </span>
    </span>
  );
}

type StartOverDialogProps = { onClose: () => void; onStartOver: () => void };

/** Discarding can't be undone, so it needs confirmation. */
function StartOverDialog({ onClose, onStartOver }: StartOverDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Discard this list and start over?"
      description={
        <p className="pb-3">
          The list and all edits to it will be deleted. No invitations have been sent.
        </p>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep list
          </Button>
          <Button variant="danger" onClick={onStartOver}>
            Start over
          </Button>
        </>
      }
    />
  );
}

export function InviteHeader({ actions }: { actions?: ReactNode }) {
  return (
    <PageHeader
      title="Invite people"
      back={
        <Link href="/invitations" className="hover:underline">
          Invitations
        </Link>
      }
      actions={actions}
    />
  );
}
