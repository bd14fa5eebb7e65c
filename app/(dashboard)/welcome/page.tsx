import type { Metadata } from 'next';
import { WaysOn } from '@/components/overview/ways-on';
import { PageBody, PageHeader } from '@/components/ui/page';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Welcome' };

export default async function WelcomePage() {
  const staff = await requireStaff();
  const accounts = listAccounts();
  const isSandboxOf = (upstream: 'remotepc' | 'remoteit') =>
    !accounts.some((account) => account.upstream === upstream && !account.isSandbox);
  return (
    <>
      <PageHeader
        title={`Welcome, ${staff.name}`}
        description="Reseller Desk is running, and there are two ways on."
      />
      <PageBody>
        <WaysOn
          isSandbox={{ remotepc: isSandboxOf('remotepc'), remoteit: isSandboxOf('remoteit') }}
        />
      </PageBody>
    </>
  );
}
