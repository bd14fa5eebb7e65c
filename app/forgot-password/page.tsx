import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { AddressNotice } from '@/components/team/address-notice';
import { ForgotPasswordForm } from '@/components/team/forgot-password-form';
import { publicUrl } from '@/lib/server/auth/request-facts';
import { canAskForReset } from '@/lib/server/staff/ask-for-reset';

export const metadata: Metadata = { title: 'Forgot your password?' };

export default function ForgotPasswordPage() {
  if (!canAskForReset()) redirect('/sign-in');
  return (
    <SignedOutFrame
      title="Forgot your password?"
      description="Enter your email address to get a link for choosing a new password."
    >
      <AddressNotice publicUrl={publicUrl()} />
      <ForgotPasswordForm />
    </SignedOutFrame>
  );
}
