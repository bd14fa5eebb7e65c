import type { Metadata } from 'next';
import { Prefetched } from '@/components/shell/prefetched';
import { rolesQuery, staffQuery } from '@/components/team/queries';
import { StaffView } from '@/components/team/staff-view';
import { listEveryAccount, toAccountItem } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { hasMail } from '@/lib/server/mail/queue';
import { listRoles } from '@/lib/server/staff/custom-roles';
import { listStaff } from '@/lib/server/staff/list-staff';

export const metadata: Metadata = { title: 'Team' };

export default async function StaffPage() {
  const staff = await requireStaff('staff.read');
  const accounts = (await listEveryAccount(staff.actor)).map(toAccountItem);
  const { queryKey } = staffQuery();
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey,
          queryFn: async () => ({ items: await listStaff(staff.actor) }),
        }),
        client.prefetchQuery({
          queryKey: rolesQuery().queryKey,
          queryFn: async () => ({ items: await listRoles(staff.actor) }),
        }),
      ]}
    >
      <StaffView ownId={staff.id} accounts={accounts} hasMail={hasMail()} />
    </Prefetched>
  );
}
