'use client';

import { useState } from 'react';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { StaffMember } from '@/lib/contract/staff';
import { ConfineDialog } from './confine-dialog';
import { CustomerChoice, type ChosenCustomers } from './customer-choice';

type MemberCustomersDialogProps = { member: StaffMember; onClose: () => void };

export function MemberCustomersDialog({ member, onClose }: MemberCustomersDialogProps) {
  const field = useFocusOnOpen();
  const [chosen, setChosen] = useState<ChosenCustomers>({
    isAll: member.customers === null,
    customers: member.customers ?? [],
  });
  const ids = chosen.isAll ? null : chosen.customers.map(({ id }) => id);
  const isNone = ids?.length === 0;
  return (
    <ConfineDialog
      member={member}
      what="customers"
      description="They see and use only the users and devices of these customers, on every page and in the API: no invitations, no team, no settings. If you remove one, they are signed out."
      change={isNone ? null : { customerIds: ids }}
      onClose={onClose}
    >
      {(isTried) => (
        <CustomerChoice
          chosen={chosen}
          onChange={setChosen}
          fieldRef={field}
          error={isTried && isNone ? 'Select at least one customer.' : undefined}
        />
      )}
    </ConfineDialog>
  );
}
