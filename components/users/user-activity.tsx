'use client';

import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { ActivityRow, AuditOutcome } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import type { UserKey } from './queries';
import { QueryGap } from './query-gap';
import { signInsQuery, userActivityQuery } from './user-queries';

const outcomes: Record<AuditOutcome, Parameters<typeof Status>[0]> = {
  success: { tone: 'good', label: 'Success' },
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'bad', label: 'Denied' },
  unknown: { tone: 'warn', label: 'Unknown' },
};

/** Who signed in as the user, when and why. */
export function UserSignIns({ user }: { user: UserKey }) {
  return (
    <Rows
      title="Last sign-ins"
      empty="No one has signed in as this user."
      query={useQuery(signInsQuery(user))}
    >
      {(row) => row.actorName ?? row.actor.email}
    </Rows>
  );
}

/** What else the team did about the user, newest first. */
export function UserActivity({ user }: { user: UserKey }) {
  return (
    <Rows
      title="Recent activity"
      empty="Nothing else yet."
      query={useQuery(userActivityQuery(user))}
    >
      {(row) => describeAction(row)}
    </Rows>
  );
}

type RowsProps = {
  title: string;
  empty: string;
  query: UseQueryResult<ActivityRow[], ApiProblem>;
  /** What stands first in a row. */
  children: (row: ActivityRow) => string;
};

function Rows({ title, empty, query, children }: RowsProps) {
  const { data, error } = query;
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} aria-busy={!data && !error}>
      <h2 id={headingId} className="mb-2 text-15 font-medium">
        {title}
      </h2>
      {data && data.length === 0 && <p className="text-muted">{empty}</p>}
      {data && data.length > 0 && (
        <ol className="flex flex-col divide-y divide-line border-y border-line">
          {data.map((row) => (
            <Line key={row.id} row={row} first={children(row)} />
          ))}
        </ol>
      )}
      {!data && error && <QueryGap query={query} />}
      {!data && !error && (
        <div className="flex flex-col gap-4 border-y border-line py-3">
          <Skeleton className="w-3/4" />
          <Skeleton className="w-1/2" />
        </div>
      )}
    </section>
  );
}

function Line({ row, first }: { row: ActivityRow; first: ReactNode }) {
  const by = row.actorName ?? row.actor.email;
  const why = [...(first === by ? [] : [by]), row.ticket, row.reason].filter(Boolean).join(' · ');
  return (
    <li className="flex items-start justify-between gap-4 py-2">
      <div className="min-w-0">
        <p className="wrap-anywhere">{first}</p>
        {why && <p className="text-12 wrap-anywhere text-muted">{why}</p>}
      </div>
      <div className="flex shrink-0 flex-col items-end text-12 text-muted">
        <RelativeTime at={row.at} />
        {row.outcome !== 'success' && !isRequest(row.action) && (
          <Status {...outcomes[row.outcome]} />
        )}
      </div>
    </li>
  );
}
