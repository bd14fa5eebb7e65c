'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { StaffMember } from '@/lib/contract/staff';
import { CustomerChoice, type ChosenCustomers } from './customer-choice';
import { useChangeStaff } from './queries';

type MemberCustomersDialogProps = { member: StaffMember; onClose: () => void };

/** Confines a team member to some customers, or gives them all. */
export function MemberCustomersDialog({ member, onClose }: MemberCustomersDialogProps) {
  const field = useFocusOnOpen();
  const { mutate, isPending, error } = useChangeStaff();
  const [chosen, setChosen] = useState<ChosenCustomers>({
    isAll: member.customers === null,
    customers: member.customers ?? [],
  });
  const [isTried, setIsTried] = useState(false);
  const formId = useId();
  const isNone = !chosen.isAll && chosen.customers.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (isPending || isNone) return;
    const customerIds = chosen.isAll ? null : chosen.customers.map(({ id }) => id);
    mutate(
      { kind: 'change', id: member.id, change: { customerIds } },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Saved the customers of ${member.name}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Customers of ${member.name}`}
      description="They see and use only the users and devices of these customers, on every page and in the API: no invitations, no team, no settings. If you remove one, they are signed out."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <CustomerChoice
          chosen={chosen}
          onChange={setChosen}
          fieldRef={field}
          error={isTried && isNone ? 'Select at least one customer.' : undefined}
        />
        {error && (
          <Notice tone="bad" isLive>
            {error.detail}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
