import type { Metadata } from 'next';
import { CustomerPage } from '@/components/customers/customer-page';
import { customerQuery } from '@/components/customers/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { CustomerInvited } from '@/components/users/customer-invited';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findCustomer } from '@/lib/server/customers/find-customers';
import { knownItem } from '../../known-item';

export const metadata: Metadata = { title: 'Customer' };

type OneCustomerPageProps = { params: Promise<{ id: string }> };

export default async function OneCustomerPage({ params }: OneCustomerPageProps) {
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
      <CustomerPage
        id={id}
        permissions={staff.permissions}
        invited={
          staff.permissions.includes('batches.read') && (
            <CustomerInvited id={id} permissions={staff.permissions} />
          )
        }
      />
    </Prefetched>
  );
}
