import type { Metadata } from 'next';
import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { LinkButton } from '@/components/ui/link-button';

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
