'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { AccountItem } from '@/lib/contract/accounts';
import type { StaffMember } from '@/lib/contract/staff';
import {
  AccountChoice,
  accountIdsOf,
  choosableAccounts,
  isNoneChosen,
  NONE_CHOSEN,
  type ChosenAccounts,
} from './account-choice';
import { useChangeStaff } from './queries';

type MemberAccountsDialogProps = {
  member: StaffMember;
  accounts: readonly AccountItem[];
  onClose: () => void;
};

/** Confines a team member to some accounts, or gives them all. */
export function MemberAccountsDialog({ member, accounts, onClose }: MemberAccountsDialogProps) {
  const field = useFocusOnOpen();
  const { mutate, isPending, error } = useChangeStaff();
  const choosable = choosableAccounts(accounts, member);
  const [chosen, setChosen] = useState<ChosenAccounts>(() => chosenOf(member, choosable));
  const [isTried, setIsTried] = useState(false);
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (isPending || isNoneChosen(chosen)) return;
    mutate(
      { kind: 'change', id: member.id, change: { accountIds: accountIdsOf(chosen) } },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Saved the accounts of ${member.name}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Accounts of ${member.name}`}
      description="They see and use only these accounts, on every page and in the API. If you remove one, they are signed out."
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
        <AccountChoice
          accounts={choosable}
          chosen={chosen}
          onChange={setChosen}
          fieldRef={field}
          error={isTried && isNoneChosen(chosen) ? NONE_CHOSEN : undefined}
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

function chosenOf({ accountIds }: StaffMember, accounts: readonly AccountItem[]): ChosenAccounts {
  // One that was deleted since can't be sent again.
  const known = accounts.map(({ id }) => id);
  return { isAll: accountIds === null, ids: known.filter((id) => accountIds?.includes(id)) };
}
