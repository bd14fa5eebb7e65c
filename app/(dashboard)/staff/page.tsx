import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { staffQuery } from '@/components/team/queries';
import { StaffView } from '@/components/team/staff-view';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listStaff } from '@/lib/server/staff/list-staff';

export const metadata: Metadata = { title: 'Team' };

export default async function StaffPage() {
  const staff = await requireStaff('staff.read');
  const client = new QueryClient();
  await client.prefetchQuery({
    queryKey: staffQuery().queryKey,
    queryFn: async () => ({ items: await listStaff() }),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <StaffView ownId={staff.id} />
    </HydrationBoundary>
  );
}
