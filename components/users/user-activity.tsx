'use client';

import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import { userActivityQuery } from './queries';

const outcomes: Record<AuditOutcome, Parameters<typeof Status>[0]> = {
  success: { tone: 'good', label: 'Success' },
  failure: { tone: 'bad', label: 'Failed' },
  denied: { tone: 'bad', label: 'Denied' },
  unknown: { tone: 'warn', label: 'Unknown' },
};

type UserActivityProps = {
  username: string;
  /** The user's account, if there are several. */
  account: string | null;
};

/** The latest audit events about this user, newest first. */
export function UserActivity({ username, account }: UserActivityProps) {
  const { data, error, refetch, isFetching } = useQuery(userActivityQuery(username, account));
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} aria-busy={!data && !error}>
      <h3 id={headingId} className="mb-2 text-15 font-medium">
        Recent activity
      </h3>
      {data && data.length === 0 && <p className="text-muted">No activity yet.</p>}
      {data && data.length > 0 && (
        <ol className="flex flex-col divide-y divide-line border-y border-line">
          {data.map((event) => (
            <ActivityLine key={event.id} event={event} />
          ))}
        </ol>
      )}
      {!data && error && (
        <p className="flex flex-wrap items-center gap-3 text-muted">
          {error.detail}
          <Button size="sm" onClick={() => refetch()} isPending={isFetching}>
            Try again
          </Button>
        </p>
      )}
      {!data && !error && (
        <div className="flex flex-col gap-4 border-y border-line py-3">
          <Skeleton className="w-3/4" />
          <Skeleton className="w-1/2" />
          <Skeleton className="w-2/3" />
        </div>
      )}
    </section>
  );
}

function ActivityLine({ event }: { event: AuditEvent }) {
  return (
    <li className="flex items-start justify-between gap-4 py-2">
      <div className="min-w-0">
        <p>{describeAction(event)}</p>
        <p className="text-12 break-words text-muted">
          {event.actor.email}
          {event.reason && ` · ${event.reason}`}
        </p>
      </div>
      <div className="flex shrink-0 flex-col items-end text-12 text-muted">
        <RelativeTime at={event.at} />
        {event.outcome !== 'success' && !isRequest(event.action) && (
          <Status {...outcomes[event.outcome]} />
        )}
      </div>
    </li>
  );
}
