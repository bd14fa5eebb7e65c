import type { Metadata } from 'next';
import { Prefetched } from '@/components/shell/prefetched';
import { statementQuery } from '@/components/statements/queries';
import { StatementPage } from '@/components/statements/statement-page';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findStatement } from '@/lib/server/statements/find-statements';
import { knownItem } from '../../known-item';

export const metadata: Metadata = { title: 'Statement' };

type OneStatementPageProps = { params: Promise<{ id: string }> };

export default async function OneStatementPage({ params }: OneStatementPageProps) {
  const staff = await requireStaff('customers.read');
  const { id } = await params;
  const statement = await knownItem(() => findStatement(staff.actor, id));
  return (
    <Prefetched
      load={(client) => {
        if (statement) client.setQueryData(statementQuery(id).queryKey, statement);
        return [];
      }}
    >
      <StatementPage id={id} permissions={staff.permissions} />
    </Prefetched>
  );
}
