import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { staffQuery } from '@/components/staff/queries';
import { StaffView } from '@/components/staff/staff-view';
import { requireStaff } from '@/lib/auth/require-staff';
import { listStaff } from '@/lib/staff/list-staff';

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
