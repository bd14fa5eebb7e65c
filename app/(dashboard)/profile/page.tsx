import type { Metadata } from 'next';
import { NamePanel } from '@/components/team/name-panel';
import { PasswordPanel } from '@/components/team/password-panel';
import { SessionsPanel } from '@/components/team/sessions-panel';
import { PageBody } from '@/components/ui/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const { name, email } = await requireStaff();
  return (
    <>
      <PageHeader title="Profile" description={email} />
      <PageBody width="form" className="flex flex-col gap-4">
        <NamePanel name={name} />
        <PasswordPanel email={email} />
        <SessionsPanel />
      </PageBody>
    </>
  );
}
