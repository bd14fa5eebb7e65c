import type { Metadata } from 'next';
import { SignInPolicyPanel } from '@/components/accounts/policy-panel';
import { NoAccountsPanel } from '@/components/settings/no-accounts-panel';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Sign-in policy' };

export default async function SignInPolicyPage() {
  const { actor, permissions } = await requireStaff('accounts.write');
  const accounts = (await listAccounts(actor)).filter(({ upstream }) => upstream === 'remotepc');
  return (
    <SettingsFrame href="/settings/sign-in-policy" permissions={permissions}>
      {accounts.length === 0 && <NoAccountsPanel />}
      {accounts.map(({ id, name }) => (
        <SignInPolicyPanel key={id} account={{ id, name }} />
      ))}
    </SettingsFrame>
  );
}
