'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import type { Batch } from '@/lib/contract/invitations';
import { batchTitle } from './describe-batch';
import { useBatchStep } from './queries';

/** A person prepares one list at a time: editing this one means giving the other up. */
export function ReplaceDraftDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const router = useRouter();
  const edit = useBatchStep(batch.id, 'edit');
  const path = `/invitations/new?account=${batch.accountId}`;
  const replace = () => edit.mutate({ replace: true }, { onSuccess: () => router.push(path) });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Replace the list you are preparing?"
      description={`You can edit one list at a time. Editing “${batchTitle(batch)}” deletes the other one.`}
      footer={
        <>
          <Button onClick={() => router.push(path)}>Open the other list</Button>
          <Button variant="danger" isPending={edit.isPending || edit.isSuccess} onClick={replace}>
            Replace it
          </Button>
        </>
      }
    >
      {edit.error && (
        <Notice tone="bad" title="The list wasn’t replaced" isLive>
          {edit.error.detail}
        </Notice>
      )}
    </Dialog>
  );
}
