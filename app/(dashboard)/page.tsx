import type { Metadata } from 'next';
import { OverviewView } from '@/components/overview/overview-view';
import { overviewQuery } from '@/components/overview/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { getOverview } from '@/lib/server/overview/get-overview';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  const staff = await requireStaff('users.read');
  const { queryKey } = overviewQuery();
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({ queryKey, queryFn: () => getOverview(staff.actor) }),
      ]}
    >
      <OverviewView permissions={staff.permissions} />
    </Prefetched>
  );
}
