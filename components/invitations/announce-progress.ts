import { formatNumber } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';
import { describeBatch, isWaiting } from './describe-batch';
import { sentIn } from './invitation-states';

/**
 * What is read aloud of a batch: its state, and while it is sent each quarter of the way. Between
 * those it stays the same text, so that nobody has to listen to every tick.
 */
export function announceProgress(batch: Batch): string {
  const { status, counts, total } = batch;
  if (status === 'held') return 'Waiting before sending. You can still undo.';
  if (isWaiting(batch)) return 'Waiting for RemotePC. It goes on by itself.';
  if (status !== 'running') return describeBatch(batch, 0).sentence;
  const quarters = Math.floor((sentIn(counts) / total) * 4);
  return quarters === 0
    ? 'Sending.'
    : `Sending. ${formatNumber(quarters * 25)} % of ${formatNumber(total)} sent.`;
}
