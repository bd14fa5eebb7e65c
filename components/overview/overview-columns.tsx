import type { ReactNode } from 'react';
import { PageBody } from '@/components/ui/page-body';

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
