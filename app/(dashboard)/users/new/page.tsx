import type { Metadata } from 'next';
import Link from 'next/link';
import { PageBody, PageHeader } from '@/components/ui/page';
import { AddUserForm } from '@/components/users/add-user-form';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Add user' };

type NewUserPageProps = { searchParams: Promise<{ account?: string | string[] }> };

export default async function NewUserPage({ searchParams }: NewUserPageProps) {
  const staff = await requireStaff('users.write');
  const { account } = await searchParams;
  return (
    <>
      <PageHeader
        title="Add user"
        description="Creates a RemotePC account under this reseller account."
        back={<Link href="/users">Users</Link>}
      />
      <PageBody width="form">
        <AddUserForm
          account={typeof account === 'string' ? account : null}
          permissions={staff.permissions}
        />
      </PageBody>
    </>
  );
}
