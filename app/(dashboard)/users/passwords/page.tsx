import type { Metadata } from 'next';
import Link from 'next/link';
import { StorePasswords } from '@/components/passwords/store-passwords';
import { PageHeader } from '@/components/ui/page';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Store passwords' };

export default async function StorePasswordsPage() {
  await requireStaff('passwords.write');
  return (
    <>
      <PageHeader
        title="Store passwords"
        description="Store users’ passwords from a list for one-click sign-in. Nothing changes in RemotePC."
        back={<Link href="/users">Users</Link>}
      />
      <StorePasswords />
    </>
  );
}
