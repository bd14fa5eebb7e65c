'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState, type Dispatch, type FormEvent } from 'react';
import { SignInAgainLink, SubmitProblem } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { PageBody } from '@/components/ui/page';
import { Detail, DetailList } from '@/components/ui/panel';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { HOLD_SECONDS } from '@/lib/shared/hold';
import type { DraftAction } from './draft';
import { MAX_NAME, type Draft, type DraftStep } from './draft-state';
import { useCreateBatch } from './queries';
import { faultsByRow, heldAbove, inputOf, isHeld, isLarge, type Review } from './review-words';

type ReviewStepProps = {
  draft: Draft;
  review: Review;
  account: string | null;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  onStep: (step: DraftStep) => void;
  /** The batch was created and replaces the draft. */
  onStarted: (batchId: string) => void;
};

/** What will happen, before it happens. */
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
        <StepHeading isEntered={isEntered} hint={review.sentence}>
          Review
        </StepHeading>
        {create.error && <CreateProblem problem={create.error} attempt={create.submittedAt} />}
        <DetailList>
          <Detail term="Invitations">{formatNumber(count)}</Detail>
          <Detail term="Total seats">{formatNumber(review.seats)}</Detail>
          {maxSeats !== null && (
            <Detail term="Limit per invitation">{formatCount(maxSeats, 'seat')}</Detail>
          )}
        </DetailList>
        <BatchName
          name={draft.name}
          error={create.error?.errorAt('name')}
          onName={(name) => dispatch({ type: 'named', name })}
        />
        <Checkbox
          label={`Wait ${HOLD_SECONDS} seconds before sending so you can undo`}
          help={
            isLarge(draft, review) &&
            `Always on for more than ${formatCount(heldAbove(draft), 'person', 'people')}.`
          }
          checked={isHeld(draft, review)}
          disabled={isLarge(draft, review)}
          onChange={(event) => dispatch({ type: 'held', isHeld: event.target.checked })}
        />
        <Notice>
          RemotePC can’t cancel an invitation after it’s sent. You can only stop invitations that
          haven’t been sent yet.
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
            {count === 0 ? 'No one to invite' : `Invite ${formatCount(count, 'person', 'people')}`}
          </Button>
          <Button variant="ghost" onClick={() => onStep('check')}>
            Back
          </Button>
        </div>
      </form>
    </PageBody>
  );
}

type BatchNameProps = { name: string; error: string | undefined; onName: (name: string) => void };

function BatchName({ name, error, onName }: BatchNameProps) {
  return (
    <Field
      label="Batch name"
      id="batch-name"
      isOptional
      help="Helps you find the batch later."
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          value={name}
          maxLength={MAX_NAME}
          autoComplete="off"
          onChange={(event) => onName(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Inviting more people than this requires typing their number. */
const CONFIRM_ABOVE = 250;
const CONFIRM_ID = 'confirm-count';

type ConfirmCountProps = {
  count: number;
  typed: string;
  isWrong: boolean;
  onType: (text: string) => void;
};

/** Catches a list that is longer than the person thinks. */
function ConfirmCount({ count, typed, isWrong, onType }: ConfirmCountProps) {
  return (
    <Field
      id={CONFIRM_ID}
      label={`Type ${formatNumber(count)} to confirm the number of people`}
      error={isWrong ? `Type ${formatNumber(count)} to continue.` : undefined}
      isRequired
    >
      {(control) => (
        <Input
          {...control}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular-nums"
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Whatever the thousands separator. */
function isSameCount(typed: string, count: number): boolean {
  return typed.replace(/[\s,.’']/g, '') === String(count);
}

type CreateProblemProps = { problem: ApiProblem; attempt: number };

function CreateProblem({ problem, attempt }: CreateProblemProps) {
  return <SubmitProblem {...wordsFor(problem)} problem={problem} attempt={attempt} />;
}

function wordsFor({ status, code, isRefusal }: ApiProblem) {
  if (status === 401) {
    return {
      title: 'You’re signed out',
      hint: (
        <>
          <SignInAgainLink />, then try again. Your list stays here.
        </>
      ),
    };
  }
  if (code === 'idempotency_key_reused') {
    return {
      title: 'These invitations were already submitted',
      hint: (
        <>
          They were submitted before your last change. Check the batch under{' '}
          <Link href="/invitations" className="underline underline-offset-2">
            Invitations
          </Link>
          . To invite other people, start over.
        </>
      ),
    };
  }
  return {
    title: isRefusal ? 'Nothing was sent' : 'Outcome unknown: the batch may have been created',
    hint: !isRefusal && 'Try again. The same list never creates a second batch.',
  };
}
