import type { Metadata } from 'next';
import Link from 'next/link';
import { ImportCustomers } from '@/components/customers/import/import-customers';
import { PageHeader } from '@/components/ui/page';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Import customers' };

export default async function ImportCustomersPage() {
  await requireStaff('customers.manage');
  return (
    <>
      <PageHeader
        title="Import customers"
        description="Add and update customers from a list, such as an export of your accounting system."
        back={<Link href="/customers">Customers</Link>}
      />
      <ImportCustomers />
    </>
  );
}
