import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { activityFilterParsers, activityParameters } from '@/components/audit-log/activity-filters';
import { ActivityView } from '@/components/audit-log/activity-view';
import { activityQuery } from '@/components/audit-log/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { listActivityQuerySchema } from '@/lib/contract/audit';
import { listEvents } from '@/lib/server/audit/list-events';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Audit log' };

const loadFilters = createLoader(activityFilterParsers);

type ActivityPageProps = { searchParams: Promise<SearchParams> };

export default async function ActivityPage({ searchParams }: ActivityPageProps) {
  const staff = await requireStaff('activity.read');
  const filters = await loadFilters(searchParams);
  const query = listActivityQuerySchema.safeParse(Object.fromEntries(activityParameters(filters)));
  // Only the browser knows the reader's time zone, and so when their day begins.
  const hasDays = filters.from !== '' || filters.to !== '';
  return (
    <Prefetched
      load={(client) =>
        query.success && !hasDays
          ? [
              client.prefetchInfiniteQuery({
                queryKey: activityQuery(filters).queryKey,
                queryFn: () => listEvents(query.data),
                initialPageParam: '',
              }),
            ]
          : []
      }
    >
      <ActivityView canExport={staff.permissions.includes('activity.export')} />
    </Prefetched>
  );
}
