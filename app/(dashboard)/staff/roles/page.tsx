import type { Metadata } from 'next';
import { Prefetched } from '@/components/shell/prefetched';
import { rolesQuery } from '@/components/team/queries';
import { RolesView } from '@/components/team/roles-view';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listRoles } from '@/lib/server/staff/custom-roles';

export const metadata: Metadata = { title: 'Roles' };

export default async function RolesPage() {
  const staff = await requireStaff('staff.read');
  const { queryKey } = rolesQuery();
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey,
          queryFn: async () => ({ items: await listRoles(staff.actor) }),
        }),
      ]}
    >
      <RolesView ownPermissions={staff.permissions} />
    </Prefetched>
  );
}
