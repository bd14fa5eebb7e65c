import type { Metadata } from 'next';
import Link from 'next/link';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { AddressNotice } from '@/components/team/address-notice';
import { SetUpForm } from '@/components/team/set-up-form';
import { publicUrl } from '@/lib/server/auth/request-facts';
import type { SetUpInvitation } from '@/lib/contract/staff';
import { describeSetUpToken } from '@/lib/server/staff/set-up';

export const metadata: Metadata = { title: 'Set up' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SetUpPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const text = typeof token === 'string' ? token : '';
  const invitation = await describeSetUpToken(text);
  if (!invitation) {
    return (
      <SignedOutFrame
        title="This link no longer works"
        description="It was already used, or it expired. Ask an administrator for a new one. If there is no administrator yet, restart the server to get a new link."
      >
        <Link
          href="/sign-in"
          prefetch={false}
          className="text-13 text-accent-text underline underline-offset-2"
        >
          Go to sign in
        </Link>
      </SignedOutFrame>
    );
  }
  return (
    <SignedOutFrame
      title={titleOf(invitation)}
      description={
        invitation.isFirst
          ? 'Create the first administrator. You can invite the rest of your team later.'
          : `Choose a ${invitation.isReset ? 'new ' : ''}password for ${invitation.email}.`
      }
    >
      <AddressNotice publicUrl={publicUrl()} />
      <SetUpForm token={text} invitation={invitation} />
    </SignedOutFrame>
  );
}

function titleOf(invitation: SetUpInvitation): string {
  if (invitation.isFirst) return 'Set up Reseller Desk';
  return invitation.isReset ? 'Choose a new password' : `Welcome, ${invitation.name}`;
}
