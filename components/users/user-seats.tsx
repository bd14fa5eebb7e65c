'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { DaysTable, isKnown } from '@/components/seats/days-table';
import { SeatsPlot } from '@/components/seats/seats-plot';
import { Button } from '@/components/ui/button';
import { QueryGap } from '@/components/items/query-gap';
import { Skeleton } from '@/components/ui/skeleton';
import type { UserKey } from './queries';
import { userSeatsQuery } from './user-queries';

/** The user's seats over time, as a chart once there are two days. */
export function UserSeats({ user }: { user: UserKey }) {
  const id = useId();
  const [isTableShown, setIsTableShown] = useState(false);
  const query = useQuery(userSeatsQuery(user));
  const days = query.data ?? [];
  const isPlotted = days.filter(isKnown).length > 1;
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex min-h-7 items-center justify-between gap-4">
        <h2 id={id} className="text-15 font-medium">
          Seats over time
        </h2>
        {isPlotted && (
          <Button
            size="sm"
            variant="ghost"
            aria-expanded={isTableShown}
            onClick={() => setIsTableShown(!isTableShown)}
          >
            {isTableShown ? 'Hide table' : 'Show table'}
          </Button>
        )}
      </div>
      {isPlotted && (
        <>
          <SeatsPlot days={days} />
          <DaysTable days={days} isShown={isTableShown} />
        </>
      )}
      {query.data && !isPlotted && (
        <p className="text-muted">
          RemotePC reports only current figures, so Reseller Desk records them every day. The chart
          appears once there are two days.
        </p>
      )}
      {!query.data && (query.error ? <QueryGap query={query} /> : <Skeleton className="h-40" />)}
    </section>
  );
}
