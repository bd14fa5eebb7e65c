import type { Metadata } from 'next';
import { Welcome } from '@/components/accounts/welcome';
import { PageBody, PageHeader } from '@/components/ui/page';
import type { UpstreamName } from '@/lib/contract/accounts';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Welcome' };

export default async function WelcomePage() {
  const { name, actor, permissions } = await requireStaff();
  const accounts = await listAccounts(actor);
  const realOf = (upstream: UpstreamName) =>
    accounts.filter((one) => one.upstream === upstream && !one.isSandbox).map((one) => one.name);
  return (
    <>
      <PageHeader
        title={`Welcome, ${name}`}
        description="Reseller Desk is ready. Connect your accounts, or explore the sandbox first."
      />
      <PageBody>
        <Welcome
          connected={{ remotepc: realOf('remotepc'), remoteit: realOf('remoteit') }}
          canConnect={permissions.includes('accounts.write')}
        />
      </PageBody>
    </>
  );
}
