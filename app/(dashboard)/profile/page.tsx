import type { Metadata } from 'next';
import { NamePanel, PasswordPanel } from '@/components/team/profile-panels';
import { SecondFactorPanel } from '@/components/team/second-factor-panel';
import { SessionsPanel } from '@/components/team/sessions-panel';
import { SingleSignOnPanel } from '@/components/team/single-sign-on-panel';
import { PageBody, PageHeader } from '@/components/ui/page';
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
        <SingleSignOnPanel />
        <SecondFactorPanel />
        <SessionsPanel />
      </PageBody>
    </>
  );
}
