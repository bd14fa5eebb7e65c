import { Skeleton } from '@/components/ui/skeleton';
import type { UsersPage, UsersSummary as Summary } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';

type UsersSummaryProps = { data: UsersPage | undefined; onShowOver: () => void };

/** The seats of who matches, or of everyone if nothing is filtered. The toolbar has their number. */
export function UsersSummary({ data, onShowOver }: UsersSummaryProps) {
  if (!data) {
    return (
      <span className="flex h-5 items-center">
        <Skeleton className="w-72" />
      </span>
    );
  }
  const { filtered } = data;
  return (
    <span className="tabular-nums">
      {seatsInUse(filtered)}
      {filtered.overAllotted > 0 && (
        <>
          {' · '}
          <button
            type="button"
            onClick={onShowOver}
            className="rounded-tag text-bad-text underline decoration-bad-line underline-offset-2 hover:decoration-current"
          >
            {formatNumber(filtered.overAllotted)} over limit
          </button>
        </>
      )}
    </span>
  );
}

/** "612 of 790 seats in use". */
export function seatsInUse({ seats, seatsUsed }: Pick<Summary, 'seats' | 'seatsUsed'>): string {
  return `${formatNumber(seatsUsed)} of ${formatCount(seats, 'seat')} in use`;
}
