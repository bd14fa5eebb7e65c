'use client';

import { useState, type Dispatch } from 'react';
import { HiddenNotice } from '@/components/lists/hidden-notice';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { Notice } from '@/components/ui/notice';
import { StepHeading } from '@/components/ui/step-heading';
import { Toolbar } from '@/components/ui/toolbar';
import type { ListReading } from '@/lib/contract/invitations';
import { formatCount } from '@/lib/shared/format';
import { BulkFixes } from './bulk-fixes';
import { CheckTable } from './check-table';
import { viewOf, placeWords } from './check-view';
import type { DraftAction } from './draft';
import { countPlaces, places, rowsWithoutSeats, type Place } from './draft-rows';
import { ReadAsLine } from './read-as-line';
import type { Review } from './review-words';
import { SEATS_MISSING_ID, SeatsMissing } from './seats-missing';
import type { Draft, DraftStep } from './draft-state';

type CheckStepProps = {
  draft: Draft;
  judged: readonly Place[];
  review: Review;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  onEmail: (index: number, email: string) => void;
  isReading: boolean;
  onReread: (reading: ListReading, step: DraftStep) => void;
  onStep: (step: DraftStep) => void;
};

/**
 * The rows with what is wrong with them, to be put right in place. A row that changes its state
 * stays where it is until another view is chosen, so that nothing jumps away under the cursor.
 */
export function CheckStep(props: CheckStepProps) {
  const { draft, judged, review, isEntered, isReading, dispatch, onEmail, onReread, onStep } =
    props;
  const counts = countPlaces(judged);
  const [view, setView] = useState(() => viewOf(judged, counts.fix > 0 ? 'fix' : null));
  const isAllFixed = view.place === 'fix' && view.indexes.length > 0 && counts.fix === 0;
  const withoutSeats = rowsWithoutSeats(draft.rows, judged);
  // Once answered the answer stays in sight, and the focus in its field.
  const [wereSeatsMissing] = useState(withoutSeats.length > 0);
  const isSeatsShown = wereSeatsMissing || withoutSeats.length > 0;
  const [isSeatsAsked, setIsSeatsAsked] = useState(false);
  const goOn = () => {
    setIsSeatsAsked(withoutSeats.length > 0);
    if (withoutSeats.length === 0) return onStep('review');
    document.getElementById(SEATS_MISSING_ID)?.focus();
  };
  const chips = places.map((value) => ({
    value,
    label: placeWords[value].label,
    count: counts[value],
  }));
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) py-4">
        <div>
          <StepHeading isEntered={isEntered}>Check the list</StepHeading>
          {draft.readAs && (
            <ReadAsLine
              readAs={draft.readAs}
              rows={draft.rows.length}
              onColumns={() => onStep('columns')}
            />
          )}
        </div>
        <HiddenNotice
          hidden={draft.readAs?.hidden}
          isReading={isReading}
          onInclude={(includeHidden) => onReread({ ...draft.reading, includeHidden }, 'check')}
        />
        <CheckNotices draft={draft} />
        {isSeatsShown && (
          <SeatsMissing
            count={withoutSeats.length}
            maxSeats={draft.readAs?.maxSeats ?? null}
            isAsked={isSeatsAsked}
            onSet={(seats) => dispatch({ type: 'seats_set', indexes: withoutSeats, seats })}
          />
        )}
      </div>
      <Toolbar aside={<BulkFixes draft={draft} judged={judged} view={view} dispatch={dispatch} />}>
        <CountChips
          label="Rows by what is to be done"
          value={view.place}
          chips={[{ value: null, label: 'All', count: draft.rows.length }, ...chips]}
          onChange={(place) => setView(viewOf(judged, place))}
        />
      </Toolbar>
      <CheckTable
        rows={draft.rows}
        judged={judged}
        view={view}
        dispatch={dispatch}
        onEmail={onEmail}
        onPage={(page) => setView({ ...view, page })}
      />
      <div
        data-foot
        className="sticky bottom-0 z-10 mt-auto flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line bg-surface px-(--gutter) py-3"
      >
        <p role="status" className="text-13 tabular-nums">
          {isAllFixed ? 'All put right. ' : ''}
          {review.summary}
          <span className="text-muted"> · {formatCount(review.seats, 'seat')} asked for</span>
        </p>
        <div className="flex gap-2">
          <Button onClick={() => onStep('list')}>Back</Button>
          <Button variant="primary" onClick={goOn}>
            Continue
          </Button>
        </div>
      </div>
    </>
  );
}

function CheckNotices({ draft }: { draft: Draft }) {
  return (
    <>
      {draft.refusedRows > 0 && (
        <Notice tone="bad" isLive title="Nothing was sent">
          The server refused {formatCount(draft.refusedRows, 'row')}. Put{' '}
          {draft.refusedRows === 1 ? 'it' : 'them'} right below, then go on.
        </Notice>
      )}
      {draft.readAs?.customersAsOf === null && (
        <Notice tone="warn" title="Who is a customer already isn’t known">
          RemotePC can’t be reached. You can go on: it invites nobody who is a customer.
        </Notice>
      )}
    </>
  );
}
