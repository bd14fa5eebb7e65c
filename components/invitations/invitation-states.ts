import type { Tone } from '@/components/ui/badge';
import type { BatchCounts, InvitationStatus } from '@/lib/contract/invitations';

type InvitationState = {
  label: string;
  tone: Tone;
  /** Said of a row to which the server has nothing of its own to say. */
  sentence?: string;
};

/** What becomes of an invitation, in the words of the pages; in the order in which it is told. */
export const invitationStates: Record<InvitationStatus, InvitationState> = {
  pending: { label: 'Waiting', tone: 'neutral' },
  sending: { label: 'Sending', tone: 'accent' },
  invited: { label: 'Invited', tone: 'good' },
  already_invited: {
    label: 'Invited before',
    tone: 'good',
    sentence: 'This address had been invited before.',
  },
  exists: {
    label: 'Already a customer',
    tone: 'good',
    sentence: 'This address already is a customer user.',
  },
  rejected: {
    label: 'Refused',
    tone: 'bad',
    sentence: 'RemotePC refused this row without saying why.',
  },
  unconfirmed: {
    label: 'Unconfirmed',
    tone: 'warn',
    sentence: 'RemotePC’s answer was lost. Check with the customer before inviting again.',
  },
  cancelled: { label: 'Not sent', tone: 'neutral', sentence: 'It was stopped before it was sent.' },
};

export const invitationStatuses = Object.keys(invitationStates) as InvitationStatus[];

/** Rows that have ended, whatever the end. */
export function endedIn(counts: BatchCounts): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return all - counts.pending - counts.sending;
}

/** Rows that have been sent and answered, or whose answer was lost. */
export function sentIn(counts: BatchCounts): number {
  return endedIn(counts) - counts.cancelled;
}

/** Whether nothing has gone out, so that the whole batch can still be edited. */
export function isUnsent(counts: BatchCounts): boolean {
  return sentIn(counts) + counts.sending === 0;
}

/** Rows that a person should look at. */
export function problemsIn({ rejected, unconfirmed }: BatchCounts): number {
  return rejected + unconfirmed;
}

/** Rows that a new batch can take up again. */
export function retriableIn({ rejected, unconfirmed, cancelled }: BatchCounts): number {
  return rejected + unconfirmed + cancelled;
}
