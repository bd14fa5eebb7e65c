import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { AddressNotice } from '@/components/team/address-notice';
import { SignInForm } from '@/components/team/sign-in-form';
import { publicUrl } from '@/lib/server/auth/request-facts';
import { findStaff } from '@/lib/server/auth/require-staff';
import { ownPath } from '@/lib/shared/addresses';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl } = await searchParams;
  const target = ownPath(callbackUrl);
  if (await findStaff()) redirect(target);
  return (
    <SignedOutFrame title="Sign in">
      <AddressNotice publicUrl={publicUrl()} />
      <SignInForm callbackUrl={target} />
    </SignedOutFrame>
  );
}
