'use client';

import { useState, type KeyboardEvent, useId, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { readSeats } from '@/lib/shared/seats';

export const SEATS_MISSING_ID = 'seats-missing';

type SeatsMissingProps = {
  /** How many people to invite have no seats in the list. */
  count: number;
  /** The most seats per invitation; null: no limit. */
  maxSeats: number | null;
  /** The person tried to continue without setting them. */
  isAsked: boolean;
  onSet: (seats: number) => void;
};

/** Seats for people who have none in the list. No seats at all has to be deliberate. */
export function SeatsMissing({ count, maxSeats, isAsked, onSet }: SeatsMissingProps) {
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<{ seats: number; count: number } | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const most = maxSeats ?? 100_000;

  const set = () => {
    const seats = text.trim() === '' ? null : readSeats(text);
    const isRight = seats !== null && seats <= most;
    setIsWrong(!isRight);
    if (!isRight) return;
    setAnswer({ seats, count });
    onSet(seats);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') set();
  };
  if (count === 0 && answer) {
    const each = answer.seats === 0 ? 'no seats' : formatCount(answer.seats, 'seat');
    return (
      <p role="status" className="text-13 text-muted">
        {formatCount(answer.count, 'person gets', 'people get')} {each} each.
      </p>
    );
  }
  const error = `Enter a whole number from 0 to ${formatNumber(most)}.`;
  return (
    <Field
      id={SEATS_MISSING_ID}
      label={`Seats per person (${formatCount(count, 'person', 'people')})`}
      help="The list doesn’t include seats for them. Enter 0 for none."
      error={isWrong || isAsked ? error : undefined}
      className="max-w-96"
    >
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setIsWrong(false);
            }}
            onKeyDown={onKeyDown}
            className="w-24 text-right tabular-nums"
          />
          <Button onClick={set}>Set seats</Button>
        </span>
      )}
    </Field>
  );
}

type SeatsForAllProps = {
  /** The rows affected: all of the view, on all its pages. */
  count: number;
  /** The most seats per invitation; null: no limit. */
  maxSeats: number | null;
  onSet: (seats: number) => void;
};

/** Sets the same number of seats for every row shown. */
export function SeatsForAll({ count, maxSeats, onSet }: SeatsForAllProps) {
  const [text, setText] = useState('');
  const limitId = useId();
  const seats = text.trim() === '' ? null : readSeats(text);
  const isAllowed = seats !== null && (maxSeats === null || seats <= maxSeats);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isAllowed || count === 0) return;
    onSet(seats);
    toast.success(`${formatCount(seats, 'seat')} set for ${formatCount(count, 'row')}`);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2" noValidate>
      <label htmlFor="seats-for-all">Seats for all shown</label>
      <Input
        id="seats-for-all"
        inputMode="numeric"
        autoComplete="off"
        value={text}
        aria-invalid={(text.trim() !== '' && !isAllowed) || undefined}
        aria-describedby={maxSeats === null ? undefined : limitId}
        onChange={(event) => setText(event.target.value)}
        className="h-7! w-16 text-right tabular-nums"
      />
      <Button type="submit" size="sm" disabled={!isAllowed || count === 0}>
        Set
      </Button>
      {maxSeats !== null && <span id={limitId}>at most {formatNumber(maxSeats)} each</span>}
    </form>
  );
}
