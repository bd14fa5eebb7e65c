import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { OverviewView } from '@/components/overview/overview-view';
import { overviewQuery } from '@/components/overview/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { getOverview } from '@/lib/server/overview/get-overview';
import type { Permission } from '@/lib/shared/permissions';

export const metadata: Metadata = { title: 'Overview' };

/** The first page that someone may open who doesn't see the overview. */
function homeOf(permissions: readonly Permission[]): string {
  const pages = [
    ['activity.read', '/activity'],
    ['devices.read', '/devices'],
    ['batches.read', '/invitations'],
    ['staff.read', '/staff'],
  ] as const;
  return pages.find(([permission]) => permissions.includes(permission))?.[1] ?? '/profile';
}

export default async function OverviewPage() {
  const staff = await requireStaff();
  // Auditors have nothing to look after.
  if (!staff.permissions.includes('users.read')) redirect(homeOf(staff.permissions));
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
