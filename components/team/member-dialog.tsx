'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { StaffMember } from '@/lib/contract/staff';
import { LinkDialog } from './link-dialog';
import { changeFor, wordsFor, type MemberAction } from './member-actions';
import { useChangeStaff, useRenewLink } from './queries';

type MemberDialogProps = { member: StaffMember; action: MemberAction; onClose: () => void };

/** Says what will happen to somebody before it does; shows the link where one is made. */
export function MemberDialog({ member, action, onClose }: MemberDialogProps) {
  const change = useChangeStaff();
  const link = useRenewLink();
  if (link.data) return <LinkDialog link={link.data} name={member.name} onClose={onClose} />;

  const { title, description, confirm, isDanger } = wordsFor(action, member);
  const error = link.error ?? change.error;
  const apply = () => {
    if (action === 'new-link' || action === 'reset') return link.mutate(member.id);
    const { change: next, done } = changeFor(action, member);
    change.mutate(next, {
      onSuccess: () => {
        toast.success(done);
        onClose();
      },
    });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={isDanger ? 'danger' : 'primary'}
            isPending={change.isPending || link.isPending}
            onClick={apply}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {error && (
        <Notice tone="bad" isLive>
          {error.detail}
        </Notice>
      )}
    </Dialog>
  );
}
