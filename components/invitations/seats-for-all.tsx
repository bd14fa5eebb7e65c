'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { readSeats } from './draft-rows';

type SeatsForAllProps = {
  /** Rows it would be set for: all of the view, on every page of it. */
  count: number;
  /** The most that one invitation may ask for; null: no limit. */
  maxSeats: number | null;
  onSet: (seats: number) => void;
};

/** The same number of seats for every row that is looked at. */
export function SeatsForAll({ count, maxSeats, onSet }: SeatsForAllProps) {
  const [text, setText] = useState('');
  const limitId = useId();
  const seats = text.trim() === '' ? null : readSeats(text);
  const isAllowed = seats !== null && (maxSeats === null || seats <= maxSeats);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isAllowed || count === 0) return;
    onSet(seats);
    toast.success(`${formatCount(seats, 'seat')} for each of ${formatCount(count, 'row')}`);
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
