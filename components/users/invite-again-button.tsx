'use client';

import Link from 'next/link';
import { Button } from '@/components/ui/button';
import type { InvitedPerson } from '@/lib/contract/invited';
import { shownEmail } from '@/lib/shared/email/shown-email';
import type { InviteAgain } from './use-invite';

type InviteAgainButtonProps = { person: InvitedPerson; again: InviteAgain };

/** Invites one person again; then leads to the batch that does it. */
export function InviteAgainButton({ person, again }: InviteAgainButtonProps) {
  const email = shownEmail(person.email);
  const batchId = again.batchOf(person);
  if (batchId !== undefined) {
    return (
      <Link
        href={`/invitations/${batchId}`}
        prefetch={false}
        className="rounded-tag text-12 text-accent-text hover:underline"
      >
        Open the batch
        <span className="sr-only"> that invites {email} again</span>
      </Link>
    );
  }
  const isSending =
    again.isPending &&
    again.sending.some((one) => one.email === person.email && one.accountId === person.accountId);
  return (
    <Button
      size="sm"
      aria-label={`Invite again: ${email}`}
      isPending={isSending}
      onClick={() => again.send([person])}
    >
      Invite again
    </Button>
  );
}
