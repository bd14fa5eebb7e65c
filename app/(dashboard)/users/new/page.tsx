import type { Metadata } from 'next';
import Link from 'next/link';
import { PageBody, PageHeader } from '@/components/ui/page';
import { AddUserForm } from '@/components/users/add-user-form';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Add user' };

export default async function NewUserPage() {
  const staff = await requireStaff('users.write');
  return (
    <>
      <PageHeader
        title="Add user"
        description="Creates a RemotePC account under this reseller account."
        back={<Link href="/users">Users</Link>}
      />
      <PageBody width="form">
        <AddUserForm permissions={staff.permissions} />
      </PageBody>
    </>
  );
}
