'use client';

import { useRouter } from 'next/navigation';
import { useState, type Dispatch, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Detail, DetailList } from '@/components/ui/detail-list';
import { Notice } from '@/components/ui/notice';
import { PageBody } from '@/components/ui/page-body';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { BatchName } from './batch-name';
import { CONFIRM_ABOVE, CONFIRM_ID, ConfirmCount, isSameCount } from './confirm-count';
import { CreateProblem } from './create-problem';
import type { Draft, DraftAction, DraftStep } from './draft';
import { useCreateBatch } from './queries';
import { HOLD_SECONDS, inputOf } from './review-input';
import type { Review } from './review-words';
import { faultsByRow } from './row-faults';

type ReviewStepProps = {
  draft: Draft;
  review: Review;
  account: string | null;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  onStep: (step: DraftStep) => void;
  /** The batch is there, and takes the draft's place. */
  onStarted: (batchId: string) => void;
};

/** What will happen, before it does. */
export function ReviewStep(props: ReviewStepProps) {
  const { draft, review, account, isEntered, dispatch, onStep, onStarted } = props;
  const maxSeats = draft.readAs?.maxSeats ?? null;
  const router = useRouter();
  const create = useCreateBatch(account);
  const count = review.send.length;
  const isGone = create.isPending || create.isSuccess;
  const [typedCount, setTypedCount] = useState('');
  const [isCountWrong, setIsCountWrong] = useState(false);

  const refuse = (problem: ApiProblem) => {
    const { faults } = faultsByRow(problem.errors, review.send);
    if (faults.size > 0) dispatch({ type: 'refused', faults });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGone || count === 0) return;
    const isConfirmed = count <= CONFIRM_ABOVE || isSameCount(typedCount, count);
    setIsCountWrong(!isConfirmed);
    if (!isConfirmed) return document.getElementById(CONFIRM_ID)?.focus();
    create.mutate(
      { input: inputOf(draft, review), idempotencyKey: draft.idempotencyKey },
      {
        onError: refuse,
        onSuccess: ({ id }) => {
          onStarted(id);
          router.push(`/invitations/${id}`);
        },
      },
    );
  };
  return (
    <PageBody width="form" className="pt-5">
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <div>
          <StepHeading isEntered={isEntered}>Review</StepHeading>
          <p className="mt-1 text-13">{review.sentence}</p>
        </div>
        <CreateProblem problem={create.error} attempt={create.submittedAt} />
        <DetailList>
          <Detail term="Invitations">{formatNumber(count)}</Detail>
          <Detail term="Seats asked for">{formatNumber(review.seats)}</Detail>
          {maxSeats !== null && (
            <Detail term="Most for one">{formatCount(maxSeats, 'seat')}</Detail>
          )}
        </DetailList>
        <BatchName
          name={draft.name}
          error={create.error?.errorAt('name')}
          onName={(name) => dispatch({ type: 'named', name })}
        />
        <Checkbox
          label={`Wait ${HOLD_SECONDS} seconds before sending, so that you can undo`}
          checked={draft.isHeld}
          onChange={(event) => dispatch({ type: 'held', isHeld: event.target.checked })}
        />
        <Notice>
          RemotePC has no way to cancel an invitation after it was sent. You can stop what still
          waits, nothing else.
        </Notice>
        {count > CONFIRM_ABOVE && (
          <ConfirmCount
            count={count}
            typed={typedCount}
            isWrong={isCountWrong}
            onType={(text) => {
              setTypedCount(text);
              setIsCountWrong(false);
            }}
          />
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={isGone} disabled={count === 0}>
            {count === 0 ? 'Nobody to invite' : `Invite ${formatCount(count, 'person', 'people')}`}
          </Button>
          <Button variant="ghost" onClick={() => onStep('check')}>
            Back
          </Button>
        </div>
      </form>
    </PageBody>
  );
}
