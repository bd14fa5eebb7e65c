'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import type { Overview, OverviewDay } from '@/lib/contract/overview';
import { formatDay, formatNumber } from '@/lib/shared/format';
import { PartGap } from './latest-events';
import { SeatsPlot } from './seats-plot';

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

function DaysTable({ days, isShown }: { days: readonly OverviewDay[]; isShown: boolean }) {
  return (
    <div
      role="region"
      aria-label="Seats by day"
      tabIndex={isShown ? 0 : undefined}
      className={isShown ? 'mt-3 max-h-72 overflow-y-auto border-t border-line' : 'sr-only'}
    >
      <table className="w-full">
        <caption className="sr-only">Seats by day, newest first</caption>
        <thead>
          <tr className="text-12 text-muted">
            <th scope="col" className="py-1.5 text-left font-medium">
              Day (UTC)
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              In use
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              Seats
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                {formatDay(day.day)}
              </th>
              {isKnown(day) ? (
                <>
                  <td className="py-1 text-right">{formatNumber(day.seatsUsed)}</td>
                  <td className="py-1 text-right">{formatNumber(day.seats)}</td>
                </>
              ) : (
                <td colSpan={2} className="py-1 text-right text-muted">
                  No data
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type KnownDay = OverviewDay & { seats: number; seatsUsed: number };

function isKnown(day: OverviewDay): day is KnownDay {
  return day.seats !== null && day.seatsUsed !== null;
}
