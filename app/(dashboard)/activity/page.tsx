import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { AuditLogView } from '@/components/audit-log/audit-log-view';
import {
  areOfZone,
  eventFilterParsers,
  eventParameters,
} from '@/components/audit-log/event-filters';
import { eventsQuery, proofQuery } from '@/components/audit-log/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { listActivityQuerySchema } from '@/lib/contract/audit';
import { listActions } from '@/lib/server/audit/list-events';
import { proofState } from '@/lib/server/audit/proof-state';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Audit log' };

const loadFilters = createLoader(eventFilterParsers);

type AuditLogPageProps = { searchParams: Promise<SearchParams> };

export default async function AuditLogPage({ searchParams }: AuditLogPageProps) {
  const staff = await requireStaff('activity.read');
  const filters = await loadFilters(searchParams);
  const query = listActivityQuerySchema.safeParse(Object.fromEntries(eventParameters(filters)));
  const seesAll = staff.actor.accountIds === null;
  return (
    <Prefetched
      load={(client) => [
        ...(seesAll
          ? [
              client.prefetchQuery({
                queryKey: proofQuery().queryKey,
                queryFn: () => proofState(staff.actor),
              }),
            ]
          : []),
        ...(query.success && !areOfZone(filters)
          ? [
              client.prefetchInfiniteQuery({
                queryKey: eventsQuery(filters).queryKey,
                queryFn: () => listActions(staff.actor, { ...query.data, fold: '1' }),
                initialPageParam: '',
              }),
            ]
          : []),
      ]}
    >
      <AuditLogView
        canExport={staff.permissions.includes('activity.export')}
        seesAll={seesAll}
        permissions={staff.permissions}
      />
    </Prefetched>
  );
}
