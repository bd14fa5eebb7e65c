import { Skeleton } from '@/components/ui/skeleton';
import type { UsersSummary as Summary } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';

type UsersSummaryProps = { summary: Summary | undefined; onShowOver: () => void };

/** The figures of the whole account, whatever is filtered below. */
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
      {formatCount(users, 'customer user')} · {formatNumber(seatsUsed)} of{' '}
      {formatCount(seats, 'seat')} used
      {overAllotted > 0 && (
        <>
          {' · '}
          <button
            type="button"
            onClick={onShowOver}
            className="rounded-tag text-bad-text underline decoration-bad-line underline-offset-2 hover:decoration-current"
          >
            {formatNumber(overAllotted)} over allotted
          </button>
        </>
      )}
    </span>
  );
}
