import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { EmptyState } from '@/components/ui/states';

export default function UserNotFound() {
  return (
    <>
      <PageHeader title="User not found" />
      <EmptyState
        title="No such user in your accounts"
        action={<LinkButton href="/users">Go to users</LinkButton>}
      >
        They may have been removed from RemotePC, or belong to an account you can’t see.
      </EmptyState>
    </>
  );
}
