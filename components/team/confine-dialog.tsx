'use client';

import { useId, useState, type ReactNode } from 'react';
import { FormDialog } from '@/components/ui/form-dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { ChangeStaffInput, StaffMember } from '@/lib/contract/staff';
import { useChangeStaff } from './queries';

type ConfineDialogProps = {
  member: StaffMember;
  /** What they are confined to. */
  what: 'accounts' | 'customers';
  description: string;
  /** Null: nothing is selected yet. */
  change: ChangeStaffInput | null;
  onClose: () => void;
  /** The choice; `isTried`: it was submitted. */
  children: (isTried: boolean) => ReactNode;
};

/** Confines a team member to some of the accounts or customers, or gives them all. */
export function ConfineDialog(props: ConfineDialogProps) {
  const { member, what, description, change, onClose, children } = props;
  const { mutate, isPending, error } = useChangeStaff();
  const [isTried, setIsTried] = useState(false);
  const formId = useId();
  const submit = () => {
    setIsTried(true);
    if (isPending || change === null) return;
    mutate(
      { kind: 'change', id: member.id, change },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Saved the ${what} of ${member.name}`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      formId={formId}
      title={`${what === 'accounts' ? 'Accounts' : 'Customers'} of ${member.name}`}
      description={description}
      submit="Save"
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {children(isTried)}
      {error && (
        <Notice tone="bad" isLive>
          {error.detail}
        </Notice>
      )}
    </FormDialog>
  );
}
