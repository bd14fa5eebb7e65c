import { LoadingRegion } from '@/components/ui/loading-region';
import { PageBody } from '@/components/ui/page-body';
import { Skeleton } from '@/components/ui/skeleton';
import { StepsNav } from './steps-nav';

/** The first step on its way: whether a list is kept is being asked. */
export function DraftSkeleton() {
  return (
    <LoadingRegion label="Loading the list you were preparing">
      <StepsNav step="list" hasRows={false} onStep={() => undefined} />
      <PageBody width="form" className="flex flex-col gap-4 pt-5">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-80" />
        <Skeleton className="h-8 w-28" />
      </PageBody>
    </LoadingRegion>
  );
}
