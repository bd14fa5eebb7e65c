import { Mail } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';

/** Nobody was invited here yet. */
export function NoBatches({ canInvite }: { canInvite: boolean }) {
  return (
    <EmptyState
      icon={<Mail aria-hidden />}
      title="Invite many people from a file or a pasted list"
      action={
        canInvite && (
          <LinkButton variant="primary" href="/invitations/new">
            Invite people
          </LinkButton>
        )
      }
    >
      <p>
        The list is checked before anything is sent, and each address’s answer is kept here.{' '}
        {!canInvite && (
          <>
            Your role can look at batches; to start one, ask a manager. Customers are listed under{' '}
            <Link href="/users" className="underline underline-offset-2">
              Users
            </Link>
            .
          </>
        )}
      </p>
    </EmptyState>
  );
}

/** There are some, but none like that. */
export function NoMatchingBatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title="No batch matches"
      action={<Button onClick={onClear}>Show all batches</Button>}
    >
      <p>The search looks at names, at who started a batch, and at the addresses in it.</p>
    </EmptyState>
  );
}
