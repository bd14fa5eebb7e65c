import { formatCount, formatNumber } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';
import { endedIn } from './invitation-states';

/** What stopping a batch does, and what it can't undo: one sentence each. */
export function stopSentences({ counts }: Batch): string[] {
  const ended = endedIn(counts);
  return [
    `${formatCount(counts.pending, 'invitation')} ${counts.pending === 1 ? 'is' : 'are'} still waiting and won’t be sent.`,
    ...(counts.sending > 0
      ? [
          `${formatNumber(counts.sending)} ${counts.sending === 1 ? 'is' : 'are'} being sent right now and can’t be stopped.`,
        ]
      : []),
    ...(ended > 0
      ? [
          `${formatNumber(ended)} ${ended === 1 ? 'has' : 'have'} been sent. RemotePC has no way to cancel an invitation after that.`,
        ]
      : []),
  ];
}
