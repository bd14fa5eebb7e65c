import type { Metadata } from 'next';
import { AccessSheet } from '@/components/customers/access-sheet';
import { customerQuery } from '@/components/customers/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findCustomer } from '@/lib/server/customers/find-customers';
import { knownItem } from '../../../known-item';

export const metadata: Metadata = { title: 'Access sheet' };

type AccessSheetPageProps = { params: Promise<{ id: string }> };

export default async function AccessSheetPage({ params }: AccessSheetPageProps) {
  const staff = await requireStaff('customers.read');
  const { id } = await params;
  const customer = await knownItem(() => findCustomer(staff.actor, id));
  return (
    <Prefetched
      load={(client) => {
        if (customer) client.setQueryData(customerQuery(id).queryKey, customer);
        return [];
      }}
    >
      <AccessSheet id={id} permissions={staff.permissions} />
    </Prefetched>
  );
}
