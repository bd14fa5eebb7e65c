import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ApprovalsView } from '@/components/approvals/approvals-view';
import { approvalsQuery, SHOWN_APPROVALS } from '@/components/approvals/queries';
import { requireStaff } from '@/lib/auth/require-staff';
import { listApprovals } from '@/lib/users/list-approvals';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const staff = await requireStaff('users.auto_login');
  const client = new QueryClient();
  const { queryKey } = approvalsQuery();
  await client.prefetchQuery({
    queryKey,
    queryFn: async () => ({ items: await listApprovals(staff.actor, { limit: SHOWN_APPROVALS }) }),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ApprovalsView canDecide={staff.permissions.includes('approvals.decide')} />
    </HydrationBoundary>
  );
}
