import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { AddressNotice } from '@/components/team/address-notice';
import { SignInForm } from '@/components/team/sign-in-form';
import { SingleSignOnButton, SingleSignOnError } from '@/components/team/single-sign-on';
import { Notice } from '@/components/ui/notice';
import { signInWays } from '@/lib/server/auth/oidc-provider';
import { publicUrl } from '@/lib/server/auth/request-facts';
import { findStaff } from '@/lib/server/auth/require-staff';
import { sessionCookie } from '@/lib/server/auth/session-token';
import { canAskForReset } from '@/lib/server/staff/ask-for-reset';
import { hasTeam } from '@/lib/server/staff/has-team';
import { ownPath } from '@/lib/shared/addresses';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error, password } = await searchParams;
  const { hasPassword, hasSingleSignOn } = signInWays();
  // For someone with a link from the host, while passwords are off.
  const hasForm = hasPassword || password !== undefined;
  const target = ownPath(callbackUrl);
  if (await findStaff()) redirect(target);
  return (
    <SignedOutFrame title="Sign in">
      <AddressNotice publicUrl={publicUrl()} />
      {typeof error === 'string' ? <SingleSignOnError code={error} /> : <WhyHere />}
      {hasForm && <SignInForm callbackUrl={target} canReset={canAskForReset()} />}
      {hasSingleSignOn && (
        <div className="not-first:mt-4">
          <SingleSignOnButton callbackUrl={target} />
        </div>
      )}
    </SignedOutFrame>
  );
}

/** Why someone is here who expects to be elsewhere. */
async function WhyHere() {
  if (!(await hasTeam())) {
    return (
      <Notice title="Reseller Desk isn’t set up yet" className="mb-4">
        Open the one-time link that the server printed when it started. If it’s lost or expired,
        restart the server: it prints another.
      </Notice>
    );
  }
  const hadSession = (await cookies()).has(sessionCookie().name);
  if (!hadSession) return null;
  return (
    <Notice title="Your session has ended" className="mb-4">
      Sign in again to continue where you were.
    </Notice>
  );
}
