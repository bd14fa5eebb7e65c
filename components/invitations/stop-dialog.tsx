'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { formatCount } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';
import { useBatchStep } from './queries';
import { stopSentences } from './stop-words';

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
