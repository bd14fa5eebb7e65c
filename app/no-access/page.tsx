import type { Metadata } from 'next';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { LinkButton } from '@/components/ui/link-button';

export const metadata: Metadata = { title: 'No access' };

export default function NoAccessPage() {
  return (
    <SignedOutFrame
      title="You don’t have access to this page"
      description="Your role doesn’t include it. Ask an administrator if you need access."
    >
      <LinkButton href="/">Go to overview</LinkButton>
    </SignedOutFrame>
  );
}
