import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { activityFilterParsers, activityParameters } from '@/components/audit-log/activity-filters';
import { ActivityView } from '@/components/audit-log/activity-view';
import { activityQuery } from '@/components/audit-log/queries';
import { listActivityQuerySchema } from '@/lib/contract/audit';
import { listEvents } from '@/lib/server/audit/list-events';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Activity' };

const loadFilters = createLoader(activityFilterParsers);

export default async function ActivityPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const staff = await requireStaff('activity.read');
  const filters = await loadFilters(searchParams);
  const query = listActivityQuerySchema.safeParse(Object.fromEntries(activityParameters(filters)));
  const client = new QueryClient();
  // When a day begins for the reader, only their browser knows.
  const hasDays = filters.from !== '' || filters.to !== '';
  if (query.success && !hasDays) {
    await client.prefetchInfiniteQuery({
      queryKey: activityQuery(filters).queryKey,
      queryFn: () => listEvents(query.data),
      initialPageParam: '',
    });
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ActivityView canExport={staff.permissions.includes('activity.export')} />
    </HydrationBoundary>
  );
}
