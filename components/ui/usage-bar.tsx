import { cn } from '@/lib/client/cn';
import { formatNumber } from '@/lib/shared/format';
import { EmptyCell } from './table';

type UsageBarProps = {
  /** `null` if unknown. */
  used: number | null;
  seats: number | null;
  className?: string;
};

/** Seats in use of all seats. Amber when full, red when over the limit, with a word for both. */
export function UsageBar({ used, seats, className }: UsageBarProps) {
  if (used === null || seats === null) return <EmptyCell meaning="unknown" />;
  const state = used > seats ? 'over' : used === seats && used > 0 ? 'full' : 'free';
  const share = seats === 0 ? (used > 0 ? 1 : 0) : Math.min(used / seats, 1);
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-center gap-2 align-bottom whitespace-nowrap',
        className,
      )}
    >
      <svg aria-hidden className="h-1 w-14 min-w-6 overflow-hidden rounded-full bg-sunken">
        <rect
          width={`${share * 100}%`}
          height="100%"
          className={cn(
            state === 'free' && 'fill-grey-9',
            state === 'full' && 'fill-warn-solid',
            state === 'over' && 'fill-bad-solid',
          )}
        />
      </svg>
      <span className="tabular-nums">
        <span className="inline-block min-w-[2ch] text-right">{formatNumber(used)}</span>
        <span aria-hidden className="text-muted">
          {' / '}
        </span>
        <span className="sr-only"> of </span>
        <span className="text-muted">{formatNumber(seats)}</span>
      </span>
      {state === 'full' && <span className="text-12 text-warn-text">full</span>}
      {state === 'over' && (
        <span className="text-12 font-medium text-bad-text">{formatNumber(used - seats)} over</span>
      )}
    </span>
  );
}
