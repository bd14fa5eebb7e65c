import { LoadingRegion } from '@/components/ui/loading-region';
import { PageBody } from '@/components/ui/page-body';
import { Skeleton } from '@/components/ui/skeleton';
import { SkeletonRows } from '@/components/ui/skeleton-rows';
import { Table } from '@/components/ui/table';

export function BatchSkeleton() {
  return (
    <LoadingRegion label="Loading the batch">
      <div className="flex flex-col gap-3 px-(--gutter) pt-6 pb-5">
        <Skeleton className="w-20" />
        <Skeleton className="h-5 w-56" />
        <Skeleton className="w-40" />
      </div>
      <PageBody className="-mb-8">
        <div className="flex flex-col gap-3 rounded-panel border border-line p-4">
          <Skeleton className="w-72 max-w-full" />
          <Skeleton className="h-2" />
        </div>
      </PageBody>
      <Table aria-hidden>
        <tbody>
          <SkeletonRows rows={8} columns={['w-1/2', '', 'hidden md:table-cell']} />
        </tbody>
      </Table>
    </LoadingRegion>
  );
}
