'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { StaffMember } from '@/lib/schemas/staff';
import { useChangeStaff } from './queries';

type DeleteStaffDialogProps = { member: StaffMember; onClose: () => void };

export function DeleteStaffDialog({ member, onClose }: DeleteStaffDialogProps) {
  const { mutate, isPending, error } = useChangeStaff();
  const remove = () =>
    mutate(
      { kind: 'delete', id: member.id },
      {
        onSuccess: () => {
          toast.success(`${member.name} was removed`);
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Remove ${member.name}?`}
      description="They are signed out at once and can’t sign in any more. What they did stays in the activity."
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" isPending={isPending} onClick={remove}>
            Remove {member.name}
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
