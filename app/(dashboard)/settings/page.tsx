import type { Metadata } from 'next';
import { AccountsPanel } from '@/components/accounts/accounts-panel';
import { PolicyPanel } from '@/components/accounts/policy-panel';
import { accountsQuery } from '@/components/accounts/queries';
import { MailPanel } from '@/components/settings/mail-panel';
import { ServerPanel, WarningsPanel } from '@/components/settings/server-panels';
import { StaffPolicyPanel } from '@/components/settings/staff-policy-panel';
import { VaultPanel } from '@/components/settings/vault-panel';
import { Prefetched } from '@/components/shell/prefetched';
import { PageBody, PageHeader } from '@/components/ui/page';
import {
  describeSettings,
  listAccounts,
  listEveryAccount,
  toAccountItem,
} from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { hostWarnings } from '@/lib/server/worker/host-warnings';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { actor } = await requireStaff('accounts.write');
  const accounts = await listAccounts(actor);
  const reselling = accounts.filter(({ upstream }) => upstream === 'remotepc');
  return (
    <>
      <PageHeader
        title="Settings"
        description="Connected accounts, the password vault, and policies."
      />
      <PageBody width="form" className="flex flex-col gap-4">
        <WarningsPanel warnings={await hostWarnings()} />
        <Prefetched
          load={(client) => [
            client.prefetchQuery({
              queryKey: accountsQuery().queryKey,
              queryFn: async () => ({ items: (await listEveryAccount(actor)).map(toAccountItem) }),
            }),
          ]}
        >
          <AccountsPanel />
        </Prefetched>
        <VaultPanel />
        <MailPanel ownEmail={actor.email} />
        {reselling.map(({ id, name }) => (
          <PolicyPanel key={id} account={{ id, name }} isOneOfSeveral={reselling.length > 1} />
        ))}
        <StaffPolicyPanel />
        <ServerPanel settings={describeSettings()} />
      </PageBody>
    </>
  );
}
