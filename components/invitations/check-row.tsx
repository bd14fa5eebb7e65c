'use client';

import {
  memo,
  useId,
  useState,
  type Dispatch,
  type KeyboardEvent,
  type ComponentProps,
} from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Status } from '@/components/ui/status';
import { Td, Tr } from '@/components/ui/table';
import { cn } from '@/lib/client/cn';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { rowStateLabels } from './check-view';
import type { DraftAction } from './draft';
import type { DraftRow, RowState } from './draft-rows';

type CheckRowProps = {
  index: number;
  row: DraftRow;
  state: RowState;
  dispatch: Dispatch<DraftAction>;
  onEmail: (index: number, email: string) => void;
};

/** One row with editable cells. Leaving a cell or pressing Enter checks it. */
export const CheckRow = memo(function CheckRow(props: CheckRowProps) {
  const { index, row, state, dispatch, onEmail } = props;
  const [typedEmail, setTypedEmail] = useState<string | null>(null);
  const [typedSeats, setTypedSeats] = useState<string | null>(null);
  const stateId = useId();
  const number = index + 1;
  const isUnchecked = row.problems.some(({ code }) => code === 'unchecked');
  const hasFault = (path: string) => row.problems.some((problem) => problem.path === path);
  const isAlwaysSkipped = state === 'already_customer' || state === 'duplicate';

  const commitEmail = (isForced: boolean) => {
    const email = (typedEmail ?? row.email).trim();
    setTypedEmail(null);
    if ((email !== row.email && email !== shownEmail(row.email)) || (isForced && isUnchecked))
      onEmail(index, email);
  };
  const commitSeats = () => {
    setTypedSeats(null);
    if (typedSeats === null || typedSeats === row.seatsText) return;
    dispatch({ type: 'seats_changed', index, text: typedSeats });
  };
  const onEnter = (event: KeyboardEvent<HTMLInputElement>, commit: () => void) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    commit();
    inputBelow(event.currentTarget)?.focus();
  };
  const status = <CheckRowState row={row} state={state} isUnchecked={isUnchecked} />;
  return (
    <Tr>
      <Td className="py-1 pr-0! align-top">
        <span className="flex h-7 items-center touch:h-11">
          <Checkbox
            aria-label={`Invite row ${number}`}
            checked={!isAlwaysSkipped && row.isIncluded}
            disabled={isAlwaysSkipped}
            onChange={(event) =>
              dispatch({ type: 'included', indexes: [index], isIncluded: event.target.checked })
            }
          />
        </span>
      </Td>
      <Td className="py-1 align-top">
        <CellInput
          name="email"
          inputMode="email"
          autoCapitalize="off"
          maxLength={1_000}
          aria-label={`Email for row ${number}`}
          aria-invalid={(hasFault('email') && !isUnchecked) || undefined}
          aria-describedby={stateId}
          value={typedEmail ?? shownEmail(row.email)}
          onChange={(event) => setTypedEmail(event.target.value)}
          onBlur={() => commitEmail(false)}
          onKeyDown={(event) => onEnter(event, () => commitEmail(true))}
        />
        <div className="pt-1 text-12 sm:hidden">{status}</div>
      </Td>
      <Td className="py-1 align-top max-sm:pr-(--gutter)">
        <CellInput
          name="seats"
          inputMode="numeric"
          maxLength={1_000}
          aria-label={`Seats for row ${number}`}
          aria-invalid={hasFault('seats') || undefined}
          aria-describedby={stateId}
          value={typedSeats ?? row.seatsText}
          onChange={(event) => setTypedSeats(event.target.value)}
          onBlur={commitSeats}
          onKeyDown={(event) => onEnter(event, commitSeats)}
          className="w-16 text-right tabular-nums"
        />
      </Td>
      <Td className="hidden py-2 align-top sm:table-cell">
        <div id={stateId}>{status}</div>
      </Td>
    </Tr>
  );
});

/** The same cell in the next row, as in a spreadsheet. */
function inputBelow(input: HTMLInputElement): HTMLInputElement | null {
  const next = input.closest('tr')?.nextElementSibling;
  return next?.querySelector<HTMLInputElement>(`input[name=${input.name}]`) ?? null;
}

/** An editable cell. Its border is faint until hovered, so that a page of them stays quiet. */
function CellInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      autoComplete="off"
      spellCheck={false}
      className={cn(
        'block h-7 rounded-control border border-line bg-surface px-2 text-13 text-ink transition-colors duration-fast touch:h-11 base:w-full base:min-w-0',
        'group-hover/row:border-control focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0',
        'aria-invalid:border-bad-solid! aria-invalid:focus-visible:outline-bad-solid touch:border-control',
        className,
      )}
    />
  );
}

type CheckRowStateProps = { row: DraftRow; state: RowState; isUnchecked: boolean };

/** The state of a row, its problems and, less prominently, its notes. */
function CheckRowState({ row, state, isUnchecked }: CheckRowStateProps) {
  const problems = row.problems.map(({ message }) => message).join(' ');
  const notes = row.notes
    .filter(({ code }) => code !== 'repeated' || state === 'duplicate')
    .map(({ message }) => message)
    .join(' ');
  return (
    <div className="flex flex-wrap gap-x-3">
      {isUnchecked && state === 'fix' ? (
        <Status tone="neutral" label="Not checked" isBusy />
      ) : (
        <Status {...rowStateLabels[state]} />
      )}
      {problems && (
        <span className={cn(isUnchecked || state === 'left_out' ? 'text-muted' : 'text-bad-text')}>
          {problems}
        </span>
      )}
      {notes && <span className="text-muted">{notes}</span>}
    </div>
  );
}
