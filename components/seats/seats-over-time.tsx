'use client';

import { useId, useState } from 'react';
import { QueryGap, type GapQuery } from '@/components/items/query-gap';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import type { OverviewDay } from '@/lib/contract/overview';
import { DaysTable, isKnown } from './days-table';
import { SeatsPlot } from './seats-plot';

type SeatsOverTimeProps = { query: GapQuery & { data: readonly OverviewDay[] | undefined } };

/** An item's seats over time, as a chart once there are two days. */
export function SeatsOverTime({ query }: SeatsOverTimeProps) {
  const id = useId();
  const [isTableShown, setIsTableShown] = useState(false);
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
