import { cn } from '@/lib/client/cn';
import type { BatchCounts, InvitationStatus } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { sentIn } from './invitation-states';

/** From left to right, in the colors of the results below; pending rows are the empty part. */
const parts: readonly { statuses: readonly InvitationStatus[]; fill: string }[] = [
  { statuses: ['invited', 'already_invited'], fill: 'fill-good-solid' },
  { statuses: ['exists'], fill: 'fill-control' },
  { statuses: ['unconfirmed'], fill: 'fill-warn-solid' },
  { statuses: ['rejected'], fill: 'fill-bad-solid' },
  { statuses: ['cancelled'], fill: 'fill-line-strong' },
  { statuses: ['sending'], fill: 'fill-accent-line' },
];

type OutcomeBarProps = { counts: BatchCounts; total: number; className?: string };

/** The progress of a batch: one bar with a part for each kind of result. */
export function OutcomeBar({ counts, total, className }: OutcomeBarProps) {
  const sent = sentIn(counts);
  const slices = slicesOf(counts, total);
  return (
    <div
      role="progressbar"
      aria-label="Invitations processed"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={sent}
      aria-valuetext={`${formatNumber(sent)} of ${formatNumber(total)} processed`}
      className={cn('overflow-hidden rounded-full bg-sunken base:h-1.5 base:w-full', className)}
    >
      <svg aria-hidden className="block size-full">
        {slices.map(({ fill, from, share }) => (
          <rect
            key={fill}
            x={`${from * 100}%`}
            width={`${share * 100}%`}
            height="100%"
            className={cn('transition-[width,x] duration-slow', fill)}
          />
        ))}
      </svg>
    </div>
  );
}

function slicesOf(counts: BatchCounts, total: number) {
  let from = 0;
  return parts.map(({ statuses, fill }) => {
    const rows = statuses.reduce((sum, status) => sum + counts[status], 0);
    const share = total === 0 ? 0 : rows / total;
    const slice = { fill, from, share };
    from += share;
    return slice;
  });
}
