import type { Tone } from '@/components/ui/badge';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount, formatDuration, formatNumber } from '@/lib/shared/format';
import { problemsIn, problemsText } from './invitation-states';

export type BatchDescription = {
  tone: Tone;
  /** One word, for lists. */
  label: string;
  /** What is happening, as a sentence. */
  sentence: string;
  /** What else to know. */
  detail?: string;
  isBusy?: boolean;
};

/** The state of a batch in words. `nowMs`: the current time in epoch milliseconds. */
export function describeBatch(batch: Batch, nowMs: number): BatchDescription {
  const { status, counts } = batch;
  switch (status) {
    case 'held':
      return {
        tone: 'accent',
        label: 'Scheduled',
        sentence: `${holdSentence(batch, nowMs)}. You can still undo.`,
        isBusy: true,
      };
    case 'running':
      if (isWaiting(batch)) return describeWaiting(batch, nowMs);
      return {
        tone: 'accent',
        label: 'Sending',
        sentence: counts.sending + counts.pending === 0 ? 'Finishing' : 'Sending',
        detail: 'You can close this page. Sending continues in the background.',
        isBusy: true,
      };
    case 'paused':
      return {
        tone: 'warn',
        label: 'Paused',
        sentence: `Paused: ${batch.pausedReason ?? 'RemotePC refused access to the account.'}`,
        detail: 'No invitations were lost. The rest are sent when you resume the batch.',
      };
    case 'cancelled':
      return { tone: 'neutral', label: 'Stopped', ...describeStopped(batch) };
    case 'finished':
      return describeFinished(batch);
  }
}

/** It's running, but RemotePC accepts no calls until a later time. */
export function isWaiting({ status, waitingUntil }: Pick<Batch, 'status' | 'waitingUntil'>) {
  return status === 'running' && waitingUntil !== null;
}

function describeWaiting(batch: Batch, nowMs: number): BatchDescription {
  const leftMs = batch.waitingUntil && nowMs > 0 ? Date.parse(batch.waitingUntil) - nowMs : 0;
  const how = leftMs < 500 ? 'Waiting' : `Waiting ${formatDuration(leftMs)}`;
  return {
    tone: 'warn',
    label: 'Waiting',
    sentence: `${how}: ${batch.waitingReason ?? 'RemotePC asked for a pause.'}`,
    detail: 'Sending resumes automatically. You can close this page.',
    isBusy: true,
  };
}

function holdSentence({ holdUntil, createdAt }: Batch, nowMs: number): string {
  const untilMs = holdUntil ? Date.parse(holdUntil) : nowMs;
  // A clock that is behind the server's must not promise more time than the whole hold.
  const wholeMs = untilMs - Date.parse(createdAt);
  const leftMs = Math.min(untilMs - nowMs, wholeMs);
  return leftMs < 500 ? 'Sending is about to start' : `Sending starts in ${formatDuration(leftMs)}`;
}

function describeStopped({ counts, total }: Batch): Pick<BatchDescription, 'sentence' | 'detail'> {
  if (counts.cancelled === total) {
    return {
      sentence: `Undone: none of ${formatCount(total, 'invitation')} sent`,
      detail: 'Edit the list to submit it again.',
    };
  }
  const sent = total - counts.cancelled;
  return {
    sentence: `Stopped: ${formatNumber(counts.cancelled)} of ${formatNumber(total)} were not sent`,
    detail: `${formatCount(sent, 'invitation')} had already been sent. RemotePC can’t cancel them.`,
  };
}

function describeFinished({ counts }: Batch): BatchDescription {
  const problems = problemsIn(counts);
  const parts = [
    `${formatNumber(counts.invited)} invited`,
    ...(counts.exists > 0 ? [formatCount(counts.exists, 'already a user', 'already users')] : []),
    ...(counts.already_invited > 0
      ? [`${formatNumber(counts.already_invited)} already invited`]
      : []),
    ...(problems > 0 ? [problemsText(problems)] : []),
  ];
  return {
    tone: problems > 0 ? 'warn' : 'good',
    label: 'Finished',
    sentence: `Finished: ${parts.join(', ')}`,
    ...(counts.unconfirmed > 0 && {
      detail: `${formatNumber(counts.unconfirmed)} unconfirmed: RemotePC’s response was lost or unreadable. Check with the users before inviting them again.`,
    }),
  };
}

/** The batch's name, or the number of invitations if it has none. */
export function batchTitle({ name, total }: Pick<Batch, 'name' | 'total'>): string {
  return name || formatCount(total, 'invitation');
}
