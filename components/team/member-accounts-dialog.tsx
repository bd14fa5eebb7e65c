'use client';

import { useState } from 'react';
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
import { ConfineDialog } from './confine-dialog';

type MemberAccountsDialogProps = {
  member: StaffMember;
  accounts: readonly AccountItem[];
  onClose: () => void;
};

export function MemberAccountsDialog({ member, accounts, onClose }: MemberAccountsDialogProps) {
  const field = useFocusOnOpen();
  const choosable = choosableAccounts(accounts, member);
  const [chosen, setChosen] = useState<ChosenAccounts>(() => chosenOf(member, choosable));
  const isNone = isNoneChosen(chosen);
  return (
    <ConfineDialog
      member={member}
      what="accounts"
      description="They see and use only these accounts, on every page and in the API. If you remove one, they are signed out."
      change={isNone ? null : { accountIds: accountIdsOf(chosen) }}
      onClose={onClose}
    >
      {(isTried) => (
        <AccountChoice
          accounts={choosable}
          chosen={chosen}
          onChange={setChosen}
          fieldRef={field}
          error={isTried && isNone ? NONE_CHOSEN : undefined}
        />
      )}
    </ConfineDialog>
  );
}

function chosenOf({ accountIds }: StaffMember, accounts: readonly AccountItem[]): ChosenAccounts {
  // One that was deleted since can't be sent again.
  const known = accounts.map(({ id }) => id);
  return { isAll: accountIds === null, ids: known.filter((id) => accountIds?.includes(id)) };
}
