import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { customerFilterParsers, matchingParams } from '@/components/customers/customer-filters';
import { CustomersView } from '@/components/customers/customers-view';
import { customersQuery } from '@/components/customers/queries';
import { Prefetched } from '@/components/shell/prefetched';
import { listCustomersQuerySchema } from '@/lib/contract/customers';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listCustomers } from '@/lib/server/customers/list-customers';

export const metadata: Metadata = { title: 'Customers' };

const loadFilters = createLoader(customerFilterParsers);

type CustomersPageProps = { searchParams: Promise<SearchParams> };

export default async function CustomersPage({ searchParams }: CustomersPageProps) {
  const staff = await requireStaff('customers.read');
  const filters = await loadFilters(searchParams);
  const { sort, page, pageSize } = filters;
  const query = listCustomersQuerySchema.parse({
    ...{ sort, page, pageSize },
    ...matchingParams(filters),
  });
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey: customersQuery(filters).queryKey,
          queryFn: () => listCustomers(staff.actor, query),
        }),
      ]}
    >
      <CustomersView
        permissions={staff.permissions}
        isConfined={staff.actor.customerIds !== null}
      />
    </Prefetched>
  );
}
