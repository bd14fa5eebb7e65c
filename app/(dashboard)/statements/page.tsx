import type { Metadata } from 'next';
import { Prefetched } from '@/components/shell/prefetched';
import { statementsQuery } from '@/components/statements/queries';
import { StatementsView } from '@/components/statements/statements-view';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listStatements } from '@/lib/server/statements/find-statements';

export const metadata: Metadata = { title: 'Statements' };

export default async function StatementsPage() {
  const staff = await requireStaff('customers.read');
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey: statementsQuery().queryKey,
          queryFn: () => listStatements(staff.actor),
        }),
      ]}
    >
      <StatementsView permissions={staff.permissions} />
    </Prefetched>
  );
}
