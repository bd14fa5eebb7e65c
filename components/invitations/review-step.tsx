'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState, type Dispatch, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { PageBody } from '@/components/ui/page';
import { Detail, DetailList } from '@/components/ui/panel';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { formatCount, formatNumber } from '@/lib/shared/format';
import type { DraftAction } from './draft';
import { useCreateBatch } from './queries';
import { HOLD_SECONDS, inputOf, type Review, faultsByRow } from './review-words';
import type { Draft, DraftStep } from './draft-state';

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

type BatchNameProps = { name: string; error: string | undefined; onName: (name: string) => void };

function BatchName({ name, error, onName }: BatchNameProps) {
  return (
    <Field
      label="Name of the batch"
      id="batch-name"
      isOptional
      help="So that you find it again in the list."
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onName(event.target.value)}
        />
      )}
    </Field>
  );
}

/** More people than this are invited only after their number was typed. */
const CONFIRM_ABOVE = 250;
const CONFIRM_ID = 'confirm-count';

type ConfirmCountProps = {
  count: number;
  typed: string;
  isWrong: boolean;
  onType: (text: string) => void;
};

/** Nobody types 3,000 by mistake where they meant 30. */
function ConfirmCount({ count, typed, isWrong, onType }: ConfirmCountProps) {
  return (
    <Field
      id={CONFIRM_ID}
      label={`Type ${formatNumber(count)} to confirm how many people are invited`}
      error={isWrong ? `Type ${formatNumber(count)}, then press the button again.` : undefined}
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

/** However its thousands are set apart. */
function isSameCount(typed: string, count: number): boolean {
  return typed.replace(/[\s,.’']/g, '') === String(count);
}

type CreateProblemProps = { problem: ApiProblem | null; attempt: number };

/** Why the batch was not started, or that this isn't known, and what to do. */
function CreateProblem({ problem, attempt }: CreateProblemProps) {
  if (!problem) return null;
  const { title, hint } = wordsFor(problem);
  return (
    <div className="flex flex-col gap-2">
      <ErrorSummary
        title={title}
        attempt={attempt}
        requestId={problem.requestId}
        errors={[{ message: problem.detail }]}
      />
      {hint && <p className="text-13 text-muted">{hint}</p>}
    </div>
  );
}

function wordsFor({ status, code, isRefusal }: ApiProblem) {
  if (status === 401) {
    return {
      title: 'You are not signed in any more',
      hint: (
        <>
          <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
            Sign in in another tab
          </Link>
          , then press the button again. Everything here stays.
        </>
      ),
    };
  }
  if (code === 'idempotency_key_reused') {
    return {
      title: 'This list was started already',
      hint: (
        <>
          It went out as it was before your last change. Look at it under{' '}
          <Link href="/invitations" className="underline underline-offset-2">
            Invitations
          </Link>{' '}
          first; to invite others, start over.
        </>
      ),
    };
  }
  return {
    title: isRefusal ? 'Nothing was sent' : 'It isn’t known whether the batch was started',
    hint: !isRefusal ? 'Press the button again: the same list is never started twice.' : null,
  };
}
