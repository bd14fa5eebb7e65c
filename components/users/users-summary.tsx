import { Skeleton } from '@/components/ui/skeleton';
import type { UsersSummary as Summary } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';

type UsersSummaryProps = { summary: Summary | undefined; onShowOver: () => void };

/** Totals of the whole account, regardless of filters. */
export function UsersSummary({ summary, onShowOver }: UsersSummaryProps) {
  if (!summary) {
    return (
      <span className="flex h-5 items-center">
        <Skeleton className="w-72" />
      </span>
    );
  }
  const { users, seats, seatsUsed, overAllotted } = summary;
  return (
    <span className="tabular-nums">
      {formatCount(users, 'user')} · {formatNumber(seatsUsed)} of {formatCount(seats, 'seat')} in
      use
      {overAllotted > 0 && (
        <>
          {' · '}
          <button
            type="button"
            onClick={onShowOver}
            className="rounded-tag text-bad-text underline decoration-bad-line underline-offset-2 hover:decoration-current"
          >
            {formatNumber(overAllotted)} over limit
          </button>
        </>
      )}
    </span>
  );
}
