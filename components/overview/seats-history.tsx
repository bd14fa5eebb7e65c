'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { DaysTable, isKnown } from '@/components/seats/days-table';
import { SeatsPlot } from '@/components/seats/seats-plot';
import { Panel } from '@/components/ui/panel';
import type { Overview } from '@/lib/contract/overview';
import { formatNumber } from '@/lib/shared/format';
import { PartGap } from './latest-events';

type SeatsHistoryProps = { part: Overview['seatsByDay']; seats: Overview['seats'] };

/** Seats over time: a chart once there are two days, and the same figures as a table. */
export function SeatsHistory({ part, seats }: SeatsHistoryProps) {
  const [isTableShown, setIsTableShown] = useState(false);
  const days = part.isAvailable ? part.days : [];
  const isPlotted = days.filter(isKnown).length > 1;
  return (
    <Panel
      title="Seats over time"
      actions={
        isPlotted && (
          <Button
            size="sm"
            variant="ghost"
            aria-expanded={isTableShown}
            className="-mr-2"
            onClick={() => setIsTableShown(!isTableShown)}
          >
            {isTableShown ? 'Hide table' : 'Show table'}
          </Button>
        )
      }
    >
      {!part.isAvailable && <PartGap detail={part.detail} />}
      {part.isAvailable && !isPlotted && <FirstDay seats={seats} />}
      {isPlotted && (
        <>
          <SeatsPlot days={days} />
          <DaysTable days={days} isShown={isTableShown} />
        </>
      )}
    </Panel>
  );
}

/** One day makes no chart, so today's figures are shown in words. */
function FirstDay({ seats }: { seats: Overview['seats'] }) {
  return (
    <div className="rounded-control border border-dashed border-line-strong px-4 py-5">
      <p className="font-medium">History starts today</p>
      <p className="max-w-prose text-muted">
        {seats.isAvailable &&
          `${formatNumber(seats.seatsUsed)} of ${formatNumber(seats.seats)} seats are in use today. `}
        RemotePC reports only current figures, so Reseller Desk records them every day. The chart
        appears tomorrow.
      </p>
    </div>
  );
}
