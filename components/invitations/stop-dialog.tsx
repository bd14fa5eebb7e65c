'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Batch } from '@/lib/contract/invitations';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { endedIn } from './invitation-states';
import { useBatchStep } from './queries';

/** Asks once more, and says what can't be undone; the numbers move with the batch. */
export function StopDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const stop = useBatchStep(batch.id, 'cancel');
  const confirm = () =>
    stop.mutate(undefined, {
      onSuccess: ({ cancelled }) => {
        if (cancelled > 0) toast.success(`${formatCount(cancelled, 'invitation')} won’t be sent`);
        else
          toast.info('There was nothing left to stop', { description: 'All of it had been sent.' });
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Stop the rest of this batch?"
      description={
        <ul className="flex flex-col gap-1 pb-3">
          {stopSentences(batch).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      }
      footer={
        <>
          <Button onClick={onClose}>Keep sending</Button>
          <Button variant="danger" isPending={stop.isPending} onClick={confirm}>
            Stop the rest
          </Button>
        </>
      }
    >
      {stop.error && (
        <Notice tone="bad" title="It was not stopped" isLive>
          {stop.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}

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
