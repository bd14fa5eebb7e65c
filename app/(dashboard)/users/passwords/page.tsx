import type { Metadata } from 'next';
import Link from 'next/link';
import { StorePasswords } from '@/components/passwords/store-passwords';
import { PageHeader } from '@/components/ui/page';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Store passwords' };

type StorePasswordsPageProps = { searchParams: Promise<{ account?: string | string[] }> };

export default async function StorePasswordsPage({ searchParams }: StorePasswordsPageProps) {
  await requireStaff('passwords.write');
  const { account } = await searchParams;
  return (
    <>
      <PageHeader
        title="Store passwords"
        description="Customers’ passwords from a list, for one-click sign-in. Nothing is changed at RemotePC."
        back={<Link href="/users">Users</Link>}
      />
      <StorePasswords account={typeof account === 'string' ? account : null} />
    </>
  );
}
