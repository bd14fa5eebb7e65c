'use client';

import { useState, type Dispatch } from 'react';
import { HiddenNotice, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { StepFoot } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { Notice } from '@/components/ui/notice';
import { StepHeading } from '@/components/ui/step-heading';
import { toast } from '@/components/ui/toast';
import { Toolbar } from '@/components/ui/toolbar';
import type { ListReading } from '@/lib/contract/invitations';
import { formatCount } from '@/lib/shared/format';
import { CheckTable } from './check-table';
import { includable, rowStateLabels, viewOf, type CheckView } from './check-view';
import { columnsText } from './column-choice';
import type { DraftAction } from './draft';
import { countStates, rowStates, rowsAt, rowsWithoutSeats, type RowState } from './draft-rows';
import type { Draft, DraftStep } from './draft-state';
import type { Review } from './review-words';
import { SEATS_MISSING_ID, SeatsForAll, SeatsMissing } from './seats-missing';

type CheckStepProps = {
  draft: Draft;
  states: readonly RowState[];
  review: Review;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  onEmail: (index: number, email: string) => void;
  isReading: boolean;
  onReread: (reading: ListReading, step: DraftStep) => void;
  onStep: (step: DraftStep) => void;
};

/**
 * The rows and their problems, fixed in place. A row whose state changes stays in view until the
 * person selects another filter, so that nothing jumps away under the cursor.
 */
export function CheckStep(props: CheckStepProps) {
  const { draft, states, review, isEntered, isReading, dispatch, onEmail, onReread, onStep } =
    props;
  const { readAs } = draft;
  const counts = countStates(states);
  const [view, setView] = useState(() => viewOf(states, counts.fix > 0 ? 'fix' : null));
  const isAllFixed = view.state === 'fix' && view.indexes.length > 0 && counts.fix === 0;
  const withoutSeats = rowsWithoutSeats(draft.rows, states);
  // Once set, the answer stays visible and the field keeps the focus.
  const [wereSeatsMissing] = useState(withoutSeats.length > 0);
  const areSeatsShown = wereSeatsMissing || withoutSeats.length > 0;
  const [areSeatsAsked, setAreSeatsAsked] = useState(false);
  const proceed = () => {
    setAreSeatsAsked(withoutSeats.length > 0);
    if (withoutSeats.length === 0) return onStep('review');
    document.getElementById(SEATS_MISSING_ID)?.focus();
  };
  const chips = rowStates.map((value) => ({
    value,
    label: rowStateLabels[value].label,
    count: counts[value],
  }));
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) py-4">
        <div>
          <StepHeading isEntered={isEntered}>Check the list</StepHeading>
          {readAs && (
            <ReadAsLine
              rows={draft.rows.length}
              text={readAsText(readAs, columnsText(readAs.columns))}
              usersAsOf={readAs.customersAsOf}
              onColumns={() => onStep('columns')}
            />
          )}
        </div>
        <HiddenNotice
          hidden={readAs?.hidden}
          isReading={isReading}
          onInclude={(includeHidden) => onReread({ ...draft.reading, includeHidden }, 'check')}
        />
        <CheckNotices draft={draft} />
        {areSeatsShown && (
          <SeatsMissing
            count={withoutSeats.length}
            maxSeats={readAs?.maxSeats ?? null}
            isAsked={areSeatsAsked}
            onSet={(seats) => dispatch({ type: 'seats_set', indexes: withoutSeats, seats })}
          />
        )}
      </div>
      <Toolbar aside={<BulkFixes draft={draft} states={states} view={view} dispatch={dispatch} />}>
        <CountChips
          label="Filter rows"
          value={view.state}
          chips={[{ value: null, label: 'All', count: draft.rows.length }, ...chips]}
          onChange={(state) => setView(viewOf(states, state))}
        />
      </Toolbar>
      <CheckTable
        rows={draft.rows}
        states={states}
        view={view}
        dispatch={dispatch}
        onEmail={onEmail}
        onPage={(page) => setView({ ...view, page })}
      />
      <StepFoot
        summary={
          <>
            {isAllFixed ? 'All rows fixed. ' : ''}
            {review.summary}
            <span className="text-muted"> · {formatCount(review.seats, 'seat')}</span>
          </>
        }
      >
        <Button onClick={() => onStep('list')}>Back</Button>
        <Button variant="primary" onClick={proceed}>
          Continue
        </Button>
      </StepFoot>
    </>
  );
}

function CheckNotices({ draft }: { draft: Draft }) {
  return (
    <>
      {draft.refusedRows > 0 && (
        <Notice tone="bad" isLive title="Nothing was sent">
          The server rejected {formatCount(draft.refusedRows, 'row')}. Fix{' '}
          {draft.refusedRows === 1 ? 'it' : 'them'} below, then continue.
        </Notice>
      )}
      {draft.readAs?.customersAsOf === null && (
        <Notice tone="warn" title="Addresses can’t be compared with the user list">
          RemotePC can’t be reached. You can continue: RemotePC never invites existing users again.
        </Notice>
      )}
    </>
  );
}

type BulkFixesProps = {
  draft: Draft;
  states: readonly RowState[];
  view: CheckView;
  dispatch: Dispatch<DraftAction>;
};

/** Actions on many rows at once. */
function BulkFixes({ draft, states, view, dispatch }: BulkFixesProps) {
  const faulty = rowsAt(states, 'fix');
  const shown = includable(view.indexes, states);
  const exclude = () => {
    dispatch({ type: 'included', indexes: faulty, isIncluded: false });
    toast.success(`${formatCount(faulty.length, 'row')} excluded`);
  };
  return (
    <>
      <Button size="sm" disabled={faulty.length === 0} onClick={exclude}>
        Exclude rows to fix
      </Button>
      <SeatsForAll
        count={shown.length}
        maxSeats={draft.readAs?.maxSeats ?? null}
        onSet={(seats) => dispatch({ type: 'seats_set', indexes: shown, seats })}
      />
    </>
  );
}
