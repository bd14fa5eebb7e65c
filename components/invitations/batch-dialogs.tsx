'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { HOLD_SECONDS } from '@/lib/shared/hold';
import { batchTitle } from './describe-batch';
import { finishedIn, retriableIn } from './invitation-states';
import { useBatchStep } from './queries';

type BatchDialogProps = { batch: Batch; onClose: () => void };

/** Confirms stopping, with what it can't undo. The counts update while the batch is sending. */
export function StopDialog({ batch, onClose }: BatchDialogProps) {
  const stop = useBatchStep(batch.id, 'cancel');
  const confirm = () =>
    stop.mutate(undefined, {
      onSuccess: ({ cancelled }) => {
        if (cancelled > 0) toast.success(`${formatCount(cancelled, 'invitation')} won’t be sent`);
        else
          toast.info('Nothing left to stop', {
            description: 'All invitations had already been sent.',
          });
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Stop sending this batch?"
      description={
        <ul className="flex flex-col gap-1 pb-3">
          {stopSentences(batch).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep sending
          </Button>
          <Button variant="danger" isPending={stop.isPending} onClick={confirm}>
            Stop sending
          </Button>
        </>
      }
    >
      {stop.error && (
        <Notice tone="bad" title="Couldn’t stop the batch" isLive>
          {stop.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}

/** What stopping a batch does, and what it can't undo: one sentence each. */
export function stopSentences({ counts }: Batch): string[] {
  const finished = finishedIn(counts);
  return [
    `${formatCount(counts.pending, 'pending invitation')} won’t be sent.`,
    ...(counts.sending > 0
      ? [
          `${formatNumber(counts.sending)} ${counts.sending === 1 ? 'is' : 'are'} being sent now and can’t be stopped.`,
        ]
      : []),
    ...(finished > 0
      ? [
          `${formatNumber(finished)} ${finished === 1 ? 'has' : 'have'} been sent. RemotePC can’t cancel invitations after they’re sent.`,
        ]
      : []),
  ];
}

type RetryDialogProps = BatchDialogProps & { onRetried: (id: string) => void };

/** What a retry means for each kind of row. Like any batch, it waits before it's sent. */
export function RetryDialog({ batch, onClose, onRetried }: RetryDialogProps) {
  const retry = useBatchStep(batch.id, 'retry');
  const { rejected, unconfirmed, cancelled } = batch.counts;
  const count = retriableIn(batch.counts);
  const confirm = () =>
    retry.mutate({ holdSeconds: HOLD_SECONDS }, { onSuccess: ({ id }) => onRetried(id) });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Retry ${formatCount(count, 'invitation')}?`}
      description={
        <ul className="flex flex-col gap-1 pb-3">
          {cancelled > 0 && (
            <li>
              {formatNumber(cancelled)} {cancelled === 1 ? 'was' : 'were'} not sent.
            </li>
          )}
          {rejected > 0 && (
            <li>
              RemotePC rejected {formatNumber(rejected)} and may reject{' '}
              {rejected === 1 ? 'it' : 'them'} again. To correct addresses, download the problems
              and upload the edited file.
            </li>
          )}
          {unconfirmed > 0 && (
            <li>
              {formatNumber(unconfirmed)} {unconfirmed === 1 ? 'is' : 'are'} unconfirmed and may
              have been invited already. RemotePC might send them a second email.
            </li>
          )}
          <li>
            The retry is a new batch. It waits {HOLD_SECONDS} seconds before sending so you can
            undo.
          </li>
        </ul>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            isPending={retry.isPending || retry.isSuccess}
            onClick={confirm}
          >
            Retry
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
              : 'Outcome unknown: the batch may have been created'
          }
          isLive
        >
          {retry.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}

/** A person has one draft at a time: editing this batch means discarding the other draft. */
export function ReplaceDraftDialog({ batch, onClose }: BatchDialogProps) {
  const router = useRouter();
  const edit = useBatchStep(batch.id, 'edit');
  const path = `/invitations/new?account=${batch.accountId}`;
  const replace = () => edit.mutate({ replace: true }, { onSuccess: () => router.push(path) });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Replace your current draft?"
      description={`You can have one draft at a time. Editing “${batchTitle(batch)}” deletes your current draft.`}
      footer={
        <>
          <Button onClick={() => router.push(path)}>Open current draft</Button>
          <Button variant="danger" isPending={edit.isPending || edit.isSuccess} onClick={replace}>
            Replace draft
          </Button>
        </>
      }
    >
      {edit.error && (
        <Notice tone="bad" title="Couldn’t replace the draft" isLive>
          {edit.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}
