import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { LinkButton } from '@/components/ui/link-button';

export const metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <SignedOutFrame
      title="Page not found"
      description="Check the address. The page may have been moved or deleted."
    >
      <LinkButton href="/">Go to overview</LinkButton>
    </SignedOutFrame>
  );
}
