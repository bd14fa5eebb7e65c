import type { Metadata } from 'next';
import { NextSteps } from '@/components/overview/next-steps';
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
        description="Reseller Desk is ready. Explore the sandbox or connect your accounts."
      />
      <PageBody>
        <NextSteps
          isSandbox={{ remotepc: isSandboxOf('remotepc'), remoteit: isSandboxOf('remoteit') }}
        />
      </PageBody>
    </>
  );
}
