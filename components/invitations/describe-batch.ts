import type { Tone } from '@/components/ui/badge';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount, formatDuration, formatNumber } from '@/lib/shared/format';
import { problemsIn } from './invitation-states';

export type BatchDescription = {
  tone: Tone;
  /** One word, for lists. */
  label: string;
  /** What is happening, as a sentence. */
  sentence: string;
  /** What to know beside it. */
  detail?: string;
  isBusy?: boolean;
};

/** Where a batch stands, in words. `nowMs`: the present as epoch milliseconds. */
export function describeBatch(batch: Batch, nowMs: number): BatchDescription {
  const { status, counts } = batch;
  switch (status) {
    case 'held':
      return {
        tone: 'accent',
        label: 'Held back',
        sentence: `${holdSentence(batch, nowMs)}. You can still undo.`,
        isBusy: true,
      };
    case 'running':
      if (isWaiting(batch)) return describeWaiting(batch, nowMs);
      return {
        tone: 'accent',
        label: 'Sending',
        sentence: counts.sending + counts.pending === 0 ? 'Finishing' : 'Sending',
        detail: 'You can close this page: sending goes on without it.',
        isBusy: true,
      };
    case 'paused':
      return {
        tone: 'warn',
        label: 'Paused',
        sentence: `Paused: ${batch.pausedReason ?? 'RemotePC refused the account.'}`,
        detail: 'No row was lost. What is waiting is sent when the batch goes on.',
      };
    case 'cancelled':
      return { tone: 'neutral', label: 'Stopped', ...describeStopped(batch) };
    case 'finished':
      return describeFinished(batch);
  }
}

/** It runs, and RemotePC wants no call before a moment that is still to come. */
export function isWaiting({ status, waitingUntil }: Pick<Batch, 'status' | 'waitingUntil'>) {
  return status === 'running' && waitingUntil !== null;
}

function describeWaiting(batch: Batch, nowMs: number): BatchDescription {
  const leftMs = batch.waitingUntil && nowMs > 0 ? Date.parse(batch.waitingUntil) - nowMs : 0;
  const how = leftMs < 500 ? 'Waiting' : `Waiting ${formatDuration(leftMs)}`;
  return {
    tone: 'warn',
    label: 'Waiting',
    sentence: `${how}: ${batch.waitingReason ?? 'RemotePC asks for a pause.'}`,
    detail: 'It goes on by itself, also without this page. No row is lost.',
    isBusy: true,
  };
}

function holdSentence({ holdUntil, createdAt }: Batch, nowMs: number): string {
  const untilMs = holdUntil ? Date.parse(holdUntil) : nowMs;
  // A clock that runs behind the server's must not promise more time than there ever was.
  const wholeMs = untilMs - Date.parse(createdAt);
  const leftMs = Math.min(untilMs - nowMs, wholeMs);
  return leftMs < 500 ? 'Sending is about to start' : `Sending starts in ${formatDuration(leftMs)}`;
}

function describeStopped({ counts, total }: Batch): Pick<BatchDescription, 'sentence' | 'detail'> {
  if (counts.cancelled === total) {
    return {
      sentence: `Undone: ${formatNumber(0)} of ${formatCount(total, 'invitation')} sent`,
      detail: 'Edit the list to send it again.',
    };
  }
  const sent = total - counts.cancelled;
  return {
    sentence: `Stopped: ${formatNumber(counts.cancelled)} of ${formatNumber(total)} were not sent`,
    detail: `${formatCount(sent, 'invitation')} had been sent by then. RemotePC has no way to cancel them.`,
  };
}

function describeFinished({ counts }: Batch): BatchDescription {
  const problems = problemsIn(counts);
  const known = counts.exists + counts.already_invited;
  const parts = [
    `${formatNumber(counts.invited)} invited`,
    ...(known > 0 ? [`${formatNumber(known)} known already`] : []),
    ...(problems > 0
      ? [`${formatNumber(problems)} need${problems === 1 ? 's' : ''} attention`]
      : []),
  ];
  return {
    tone: problems > 0 ? 'warn' : 'good',
    label: 'Finished',
    sentence: `Finished: ${parts.join(', ')}`,
    ...(counts.unconfirmed > 0 && {
      detail: `${formatNumber(counts.unconfirmed)} unconfirmed: RemotePC’s answer was lost or can’t be read. Check before inviting again.`,
    }),
  };
}

/** Its name, or what it holds where it was given none. */
export function batchTitle({ name, total }: Pick<Batch, 'name' | 'total'>): string {
  return name || formatCount(total, 'invitation');
}
