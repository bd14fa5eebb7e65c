import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page';
import { EmptyState } from '@/components/ui/states';

export default function CustomerNotFound() {
  return (
    <>
      <PageHeader title="Customer not found" />
      <EmptyState
        title="No such customer"
        action={<LinkButton href="/customers">Go to customers</LinkButton>}
      >
        It may have been deleted, or merged into another one.
      </EmptyState>
    </>
  );
}
