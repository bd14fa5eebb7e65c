import type { Metadata } from 'next';
import { Prefetched } from '@/components/shell/prefetched';
import { ApprovalsView } from '@/components/sign-in-as/approvals-view';
import {
  APPROVALS_PAGE_SIZE,
  approvalLists,
  approvalsQuery,
} from '@/components/sign-in-as/queries';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listApprovals } from '@/lib/server/sign-in-as/approvals';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const staff = await requireStaff();
  const canSignIn = staff.permissions.includes('users.auto_login');
  const firstPage = { page: 1, limit: APPROVALS_PAGE_SIZE };
  return (
    <Prefetched
      load={(client) =>
        (canSignIn ? approvalLists : []).map((state) =>
          client.prefetchQuery({
            queryKey: approvalsQuery(state, 1).queryKey,
            queryFn: () => listApprovals(staff.actor, { ...firstPage, state }),
          }),
        )
      }
    >
      <ApprovalsView
        canSignIn={canSignIn}
        canDecide={staff.permissions.includes('approvals.decide')}
      />
    </Prefetched>
  );
}
