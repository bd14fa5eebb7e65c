import type { Metadata } from 'next';
import { AccountPanel } from '@/components/accounts/account-panel';
import { PolicyPanel } from '@/components/accounts/policy-panel';
import { ServerPanel, WarningsPanel } from '@/components/settings/server-panels';
import { StaffPolicyPanel } from '@/components/settings/staff-policy-panel';
import { VaultPanel } from '@/components/settings/vault-panel';
import { PageBody, PageHeader } from '@/components/ui/page';
import { describeSettings, listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { hostWarnings } from '@/lib/server/worker/host-warnings';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  await requireStaff('accounts.write');
  const accounts = listAccounts();
  const reselling = accounts.filter(({ upstream }) => upstream === 'remotepc');
  return (
    <>
      <PageHeader
        title="Settings"
        description="Connected accounts, the password vault, and policies."
      />
      <PageBody width="form" className="flex flex-col gap-4">
        <WarningsPanel warnings={await hostWarnings()} />
        {accounts.map(({ id, upstream, name, isSandbox, api }) => (
          <AccountPanel key={id} account={{ id, upstream, name, isSandbox, api }} />
        ))}
        <VaultPanel />
        {reselling.map(({ id, name }) => (
          <PolicyPanel key={id} account={{ id, name }} />
        ))}
        <StaffPolicyPanel />
        <ServerPanel settings={describeSettings()} />
      </PageBody>
    </>
  );
}
