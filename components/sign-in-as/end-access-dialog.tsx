'use client';

import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { personName } from '@/lib/shared/person-name';
import { useEndApproval } from './queries';

type EndAccessDialogProps = { approval: Approval; onClose: () => void };

export function EndAccessDialog({ approval, onClose }: EndAccessDialogProps) {
  const end = useEndApproval(approval.id);
  const { askedBy, isMine, username } = approval;
  return (
    <ConfirmDialog
      title="End this access?"
      description={`${isMine ? 'You' : personName(askedBy)} can no longer sign in as ${shownEmail(username)} with this approval. A session that is already open at RemotePC stays open.`}
      confirm="End access"
      isDanger
      isPending={end.isPending}
      error={end.error}
      onConfirm={() =>
        end.mutate(undefined, {
          onSuccess: () => {
            toast.success('Access ended');
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}
