'use client';

import type { Dispatch } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { formatCount } from '@/lib/shared/format';
import { choosable, type CheckView } from './check-view';
import type { DraftAction } from './draft';
import { rowsAt, type Place } from './draft-rows';
import { SeatsForAll } from './seats-missing';
import type { Draft } from './draft-state';

type BulkFixesProps = {
  draft: Draft;
  judged: readonly Place[];
  view: CheckView;
  dispatch: Dispatch<DraftAction>;
};

/** What can be done to many rows at once. */
export function BulkFixes({ draft, judged, view, dispatch }: BulkFixesProps) {
  const faulty = rowsAt(judged, 'fix');
  const shown = choosable(view.indexes, judged);
  const leaveOut = () => {
    dispatch({ type: 'included', indexes: faulty, isIncluded: false });
    toast.success(`${formatCount(faulty.length, 'row')} left out`);
  };
  return (
    <>
      <Button size="sm" disabled={faulty.length === 0} onClick={leaveOut}>
        Leave out all to fix
      </Button>
      <SeatsForAll
        count={shown.length}
        maxSeats={draft.readAs?.maxSeats ?? null}
        onSet={(seats) => dispatch({ type: 'seats_set', indexes: shown, seats })}
      />
    </>
  );
}
