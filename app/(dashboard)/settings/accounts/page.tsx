import type { Metadata } from 'next';
import { AccountsPanel } from '@/components/accounts/accounts-panel';
import { accountsQuery } from '@/components/accounts/queries';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { Prefetched } from '@/components/shell/prefetched';
import { listEveryAccount, toAccountItem } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Accounts' };

export default async function AccountSettingsPage() {
  const { actor, permissions } = await requireStaff('accounts.write');
  return (
    <SettingsFrame href="/settings/accounts" permissions={permissions}>
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
    </SettingsFrame>
  );
}
