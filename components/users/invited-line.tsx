'use client';

import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { TruncatedText } from '@/components/ui/text';
import { cn } from '@/lib/client/cn';
import type { InvitedPerson } from '@/lib/contract/invited';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { InviteAgainButton } from './invite-again-button';
import type { InviteAgain } from './use-invite';

type InvitedLineProps = {
  person: InvitedPerson;
  /** Null: the reader may not invite. */
  again: InviteAgain | null;
  className?: string;
};

/** Someone who was invited: when, by whom, in which batch, and *Invite again*. */
export function InvitedLine({ person, again, className }: InvitedLineProps) {
  const { email, status, at, by, batchId } = person;
  return (
    <li className={cn('flex flex-wrap items-center gap-x-4 gap-y-1.5 py-2', className)}>
      <div className="min-w-0 flex-1 basis-64">
        <span className="flex font-medium">
          <TruncatedText text={shownEmail(email)} />
        </span>
        <p className="text-12 wrap-anywhere text-muted">
          Invited <RelativeTime at={at} /> by {by}
          {status === 'already_invited' && ' · had an open invitation'} ·{' '}
          <Link
            href={`/invitations/${batchId}`}
            prefetch={false}
            className="text-accent-text underline underline-offset-2"
          >
            Open the batch
          </Link>
        </p>
      </div>
      {again && <InviteAgainButton person={person} again={again} />}
    </li>
  );
}
