import type { ReactNode } from 'react';
import { PageBody } from '@/components/ui/page';
import { Panel } from '@/components/ui/panel';
import { LoadingRegion, Skeleton } from '@/components/ui/skeleton';

/** What is acted upon on the left, what is read on the right; one under the other where narrow. */
export function OverviewColumns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <PageBody>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">{main}</div>
        <div className="flex min-w-0 flex-col gap-4">{side}</div>
      </div>
    </PageBody>
  );
}

/** The places of what is on its way. */
export function OverviewSkeleton() {
  return (
    <LoadingRegion label="Loading the overview">
      <OverviewColumns
        main={
          <>
            <SkeletonPanel title="Needs attention" lines={5} />
            <SkeletonPanel title="Seats over time" lines={4} />
          </>
        }
        side={<SkeletonPanel title="Last activity" lines={8} />}
      />
    </LoadingRegion>
  );
}

function SkeletonPanel({ title, lines }: { title: string; lines: number }) {
  return (
    <Panel title={title} isFlush>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="flex h-10 items-center px-4">
          <Skeleton className={line % 2 === 0 ? 'w-3/5' : 'w-2/5'} />
        </div>
      ))}
    </Panel>
  );
}
