import type { OverviewDay } from '@/lib/contract/overview';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import { formatDay, formatNumber } from '@/lib/shared/format';

/** The figures of the plot, for screen readers and for anyone who wants to see them. */
export function DaysTable({ days, isShown }: { days: readonly OverviewDay[]; isShown: boolean }) {
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

/** Both figures were read. */
export function isKnown(day: OverviewDay): day is KnownDay {
  return day.seats !== null && day.seatsUsed !== null;
}

/** The days of `/api/seats-history`, as the plot takes them. */
export function daysOf({ points }: SeatsHistory): OverviewDay[] {
  return points.map((point) => {
    const figures = 'missing' in point ? { seats: null, seatsUsed: null } : point;
    return { day: point.on, users: null, seats: figures.seats, seatsUsed: figures.seatsUsed };
  });
}
