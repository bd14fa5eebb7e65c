import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '@/components/staff/sign-in-form';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { findStaff } from '@/lib/auth/require-staff';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl } = await searchParams;
  const target = ownPath(callbackUrl);
  if (await findStaff()) redirect(target);
  return (
    <SignedOutFrame title="Sign in">
      <SignInForm callbackUrl={target} />
    </SignedOutFrame>
  );
}

/** Where to go afterwards: a path of ours, else the overview. */
function ownPath(given: string | string[] | undefined): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])/.test(given)) return '/';
  const url = URL.canParse(given, 'http://localhost') ? new URL(given, 'http://localhost') : null;
  return url?.host === 'localhost' ? url.pathname + url.search : '/';
}
