'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { retriableIn } from './invitation-states';
import { useBatchStep } from './queries';
import { HOLD_SECONDS } from './review-words';

type RetryDialogProps = { batch: Batch; onClose: () => void; onRetried: (id: string) => void };

/** What a retry means for each kind of row; like any batch it waits before it is sent. */
export function RetryDialog({ batch, onClose, onRetried }: RetryDialogProps) {
  const retry = useBatchStep(batch.id, 'retry');
  const { rejected, unconfirmed, cancelled } = batch.counts;
  const confirm = () =>
    retry.mutate({ holdSeconds: HOLD_SECONDS }, { onSuccess: ({ id }) => onRetried(id) });
  const isGone = retry.isPending || retry.isSuccess;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Invite ${formatCount(retriableIn(batch.counts), 'address', 'addresses')} again?`}
      description={
        <ul className="flex flex-col gap-1 pb-3">
          {cancelled > 0 && <li>{formatNumber(cancelled)} were not sent before.</li>}
          {rejected > 0 && (
            <li>
              {formatNumber(rejected)} were refused by RemotePC, and may be again. To correct an
              address, download the problems and upload the file anew.
            </li>
          )}
          {unconfirmed > 0 && (
            <li>
              {formatNumber(unconfirmed)} are unconfirmed and may have been invited. RemotePC then
              answers that they were; whether it sends a second mail isn’t known.
            </li>
          )}
          <li>
            They go into a batch of their own, which waits {HOLD_SECONDS} seconds before sending, so
            that you can undo.
          </li>
        </ul>
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" isPending={isGone} onClick={confirm}>
            Invite {formatNumber(retriableIn(batch.counts))} again
          </Button>
        </>
      }
    >
      {retry.error && (
        <Notice
          tone="bad"
          title={
            retry.error.isRefusal
              ? 'Nothing was sent'
              : 'It isn’t known whether the batch was started'
          }
          isLive
        >
          {retry.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}
