import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ApprovalsView } from '@/components/sign-in-as/approvals-view';
import { APPROVALS_A_PAGE, approvalsQuery } from '@/components/sign-in-as/queries';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listApprovals } from '@/lib/server/sign-in-as/approvals';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const staff = await requireStaff('users.auto_login');
  const client = new QueryClient();
  const firstPage = { page: 1, limit: APPROVALS_A_PAGE };
  for (const state of ['pending', 'settled'] as const) {
    await client.prefetchQuery({
      queryKey: approvalsQuery(state, 1).queryKey,
      queryFn: () => listApprovals(staff.actor, { ...firstPage, state }),
    });
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ApprovalsView canDecide={staff.permissions.includes('approvals.decide')} />
    </HydrationBoundary>
  );
}
