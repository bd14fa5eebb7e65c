import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { EmptyState } from '@/components/ui/states';

export default function DeviceNotFound() {
  return (
    <>
      <PageHeader title="Device not found" />
      <EmptyState
        title="No such device in your accounts"
        action={<LinkButton href="/devices">Go to devices</LinkButton>}
      >
        It may have been removed from remote.it, or belong to an account you can’t see.
      </EmptyState>
    </>
  );
}
