import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Providers } from '@/components/shell/providers';
import { SignOutButton } from '@/components/shell/sign-out-button';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { StepUpGate } from '@/components/shell/step-up-gate';
import { AddSecondFactor } from '@/components/team/add-second-factor';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { ownPath } from '@/lib/shared/addresses';

export const metadata: Metadata = { title: 'Second factor' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** All that someone reaches who must have a second factor and hasn't. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const { lacksFactor, email } = await requireStaff(undefined, { mayLackFactor: true });
  const [{ callbackUrl }, requestHeaders] = await Promise.all([searchParams, headers()]);
  const target = ownPath(callbackUrl);
  if (!lacksFactor) redirect(target);
  return (
    <Providers nonce={requestHeaders.get('x-nonce') ?? undefined}>
      <SignedOutFrame
        title="Add a second factor"
        description={`${email} needs one to use Reseller Desk.`}
      >
        <AddSecondFactor callbackUrl={target} />
        <div className="mt-4">
          <SignOutButton />
        </div>
      </SignedOutFrame>
      <StepUpGate />
    </Providers>
  );
}
