import type { Metadata } from 'next';
import { InvitationPolicyPanel } from '@/components/accounts/policy-panel';
import { TemplatesPanel } from '@/components/invitations/templates-panel';
import { NoAccountsPanel } from '@/components/settings/no-accounts-panel';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Invitation settings' };

export default async function InvitationPolicyPage() {
  const { actor, permissions } = await requireStaff('accounts.write');
  const accounts = (await listAccounts(actor)).filter(({ upstream }) => upstream === 'remotepc');
  return (
    <SettingsFrame href="/settings/invitations" permissions={permissions}>
      {accounts.length === 0 && <NoAccountsPanel />}
      {accounts.map(({ id, name }) => (
        <InvitationPolicyPanel
          key={id}
          account={{ id, name }}
          isOneOfSeveral={accounts.length > 1}
        />
      ))}
      {permissions.includes('batches.write') && <TemplatesPanel />}
    </SettingsFrame>
  );
}
