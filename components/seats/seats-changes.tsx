'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { TruncatedText } from '@/components/ui/text';
import { fetchApi } from '@/lib/client/fetch-api';
import { usersKey } from '@/lib/client/what-is-known';
import type { SeatsChange, SeatsChanges } from '@/lib/contract/seats-changes';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatDay, formatNumber } from '@/lib/shared/format';
import { userPath } from '@/lib/shared/user-path';

/** Of a customer's users, or of all. */
function seatsChangesQuery(customer: string | undefined) {
  return queryOptions({
    queryKey: [...usersKey, 'changes', customer ?? null],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams(customer === undefined ? {} : { customer });
      return fetchApi<SeatsChanges>(`/api/seats-changes?${query}`, { signal });
    },
  });
}

const SHOWN = 6;

type ChangesOfWeekProps = {
  /** Left out: of all users. */
  customer?: string;
  children: (changes: { title: string; summary: string; lines: ReactNode }) => ReactNode;
};

/** Who joined, left, or got more or fewer seats in the last week; nothing if no one did. */
export function ChangesOfWeek({ customer, children }: ChangesOfWeekProps) {
  const { data } = useQuery(seatsChangesQuery(customer));
  if (!data || data.since === null || data.items.length === 0) return null;
  const { joined, left, more, less } = data.counts;
  const others = joined + left + more + less - Math.min(SHOWN, data.items.length);
  return children({
    title: `Changed since ${formatDay(data.since)}`,
    summary: inWords(data),
    lines: (
      <>
        {data.items.slice(0, SHOWN).map((change) => (
          <ChangeLine key={`${change.accountId} ${change.username}`} change={change} />
        ))}
        {others > 0 && (
          <li className="flex min-h-9 items-center py-1 text-12 text-muted">
            and {formatNumber(others)} more
          </li>
        )}
      </>
    ),
  });
}

/** "2 joined · 1 left · 3 got more seats · +6 seats". */
export function inWords({ counts, seats }: Pick<SeatsChanges, 'counts' | 'seats'>): string {
  const { joined, left, more, less } = counts;
  const sign = seats > 0 ? '+' : '−';
  return [
    joined > 0 && `${formatNumber(joined)} joined`,
    left > 0 && `${formatNumber(left)} left`,
    more > 0 && `${formatNumber(more)} got more seats`,
    less > 0 && `${formatNumber(less)} got fewer`,
    seats !== 0 && `${sign}${formatCount(Math.abs(seats), 'seat')}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function ChangeLine({ change }: { change: SeatsChange }) {
  const { username, accountId, key, after } = change;
  const name = <TruncatedText text={shownEmail(username)} />;
  return (
    <li className="flex min-h-9 items-center justify-between gap-4 py-1">
      {after === null ? (
        <span className="flex min-w-0 text-muted">{name}</span>
      ) : (
        <Link
          href={userPath({ username, accountId, key })}
          prefetch={false}
          className="flex min-w-0 hover:underline"
        >
          {name}
        </Link>
      )}
      <span className="shrink-0 text-12 text-muted tabular-nums">{changeInWords(change)}</span>
    </li>
  );
}

function changeInWords({ kind, before, after }: SeatsChange): string {
  const seats = (one: SeatsChange['before']) => formatNumber(one?.seats ?? 0);
  if (kind === 'joined') return `Joined, ${formatCount(after?.seats ?? 0, 'seat')}`;
  if (kind === 'left') return `Left, had ${formatCount(before?.seats ?? 0, 'seat')}`;
  return `${seats(before)} → ${formatCount(after?.seats ?? 0, 'seat')}`;
}
