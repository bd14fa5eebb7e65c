import { SignedOutFrame } from '@/components/shell/signed-out-frame';
import { LinkButton } from '@/components/ui/link-button';

export const metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <SignedOutFrame
      title="There is no page here"
      description="The address may be mistyped, or what stood here is gone."
    >
      <LinkButton href="/">Go to the overview</LinkButton>
    </SignedOutFrame>
  );
}
