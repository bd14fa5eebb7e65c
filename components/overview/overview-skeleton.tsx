import { LoadingRegion } from '@/components/ui/loading-region';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { OverviewColumns } from './overview-columns';

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
