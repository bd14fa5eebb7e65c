import type { Tone } from '@/components/ui/badge';
import type { BatchCounts, InvitationStatus } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';

type InvitationState = {
  label: string;
  tone: Tone;
  /** Shown if the server gives no message of its own. */
  sentence?: string;
};

/** The states of an invitation, in display order. */
export const invitationStates: Record<InvitationStatus, InvitationState> = {
  pending: { label: 'Waiting', tone: 'neutral' },
  sending: { label: 'Sending', tone: 'accent' },
  invited: { label: 'Invited', tone: 'good' },
  already_invited: {
    label: 'Already invited',
    tone: 'good',
    sentence: 'This address was already invited.',
  },
  exists: {
    label: 'Already a user',
    tone: 'neutral',
  },
  rejected: {
    label: 'Rejected',
    tone: 'bad',
    sentence: 'RemotePC rejected this invitation without giving a reason.',
  },
  unconfirmed: {
    label: 'Unconfirmed',
    tone: 'warn',
    sentence: 'RemotePC’s response was lost. Check with the user before inviting them again.',
  },
  cancelled: {
    label: 'Not sent',
    tone: 'neutral',
    sentence: 'Sending was stopped before this invitation went out.',
  },
};

export const invitationStatuses = Object.keys(invitationStates) as InvitationStatus[];

/** Rows that have finished, whatever the result. */
export function finishedIn(counts: BatchCounts): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return all - counts.pending - counts.sending;
}

/** Rows that were sent, whether or not the response arrived. */
export function sentIn(counts: BatchCounts): number {
  return finishedIn(counts) - counts.cancelled;
}

/** Whether nothing was sent, so that the whole batch can still be edited. */
export function isUnsent(counts: BatchCounts): boolean {
  return sentIn(counts) + counts.sending === 0;
}

/** Rows that need attention. */
export function problemsIn({ rejected, unconfirmed }: BatchCounts): number {
  return rejected + unconfirmed;
}

/** Rows that a new batch can retry. */
export function retriableIn({ rejected, unconfirmed, cancelled }: BatchCounts): number {
  return rejected + unconfirmed + cancelled;
}

/** "3 need attention". */
export function problemsText(problems: number): string {
  return `${formatNumber(problems)} need${problems === 1 ? 's' : ''} attention`;
}
