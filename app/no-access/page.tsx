import type { Metadata } from 'next';
import { LinkButton } from '@/components/ui/link-button';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';

export const metadata: Metadata = { title: 'No access' };

export default function NoAccessPage() {
  return (
    <SignedOutFrame
      title="Your role doesn’t open this page"
      description="Ask an administrator if you need it. Nothing was changed."
    >
      <LinkButton href="/">Back to the overview</LinkButton>
    </SignedOutFrame>
  );
}
