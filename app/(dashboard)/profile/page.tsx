import type { Metadata } from 'next';
import { OwnNotificationsPanel } from '@/components/notifications/own-panel';
import { NamePanel, PasswordPanel } from '@/components/team/profile-panels';
import { SecondFactorPanel } from '@/components/team/second-factor-panel';
import { SessionsPanel } from '@/components/team/sessions-panel';
import { SingleSignOnPanel } from '@/components/team/single-sign-on-panel';
import { tokenRolesFor } from '@/components/team/token-roles';
import { TokensPanel } from '@/components/team/tokens-panel';
import { PageBody, PageHeader } from '@/components/ui/page';
import { listEveryAccount, toAccountItem } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { may } from '@/lib/server/policies/permissions';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const { name, email, roleName, actor } = await requireStaff();
  const { role, permissions } = actor;
  const accounts = may(actor, 'accounts.read') ? await listEveryAccount(actor) : [];
  return (
    <>
      <PageHeader title="Profile" description={email} />
      <PageBody width="form" className="flex flex-col gap-4">
        <NamePanel name={name} />
        <PasswordPanel email={email} />
        <SingleSignOnPanel />
        <SecondFactorPanel />
        <SessionsPanel />
        <OwnNotificationsPanel />
        <TokensPanel
          roles={tokenRolesFor({ role, roleName, permissions })}
          accounts={accounts.map(toAccountItem)}
        />
      </PageBody>
    </>
  );
}
