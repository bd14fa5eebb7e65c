'use client';

import { useState } from 'react';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { StaffMember } from '@/lib/contract/staff';
import { ConfineDialog } from './confine-dialog';
import {
  CustomerChoice,
  customerIdsOf,
  isNoCustomerChosen,
  NO_CUSTOMER_CHOSEN,
  type ChosenCustomers,
} from './customer-choice';

type MemberCustomersDialogProps = { member: StaffMember; onClose: () => void };

export function MemberCustomersDialog({ member, onClose }: MemberCustomersDialogProps) {
  const field = useFocusOnOpen();
  const [chosen, setChosen] = useState<ChosenCustomers>({
    isAll: member.customers === null,
    customers: member.customers ?? [],
  });
  const isNone = isNoCustomerChosen(chosen);
  return (
    <ConfineDialog
      member={member}
      what="customers"
      description="They see and use only the users and devices of these customers, on every page and in the API: no invitations, no team, no settings. If you remove one, they are signed out."
      change={isNone ? null : { customerIds: customerIdsOf(chosen) }}
      onClose={onClose}
    >
      {(isTried) => (
        <CustomerChoice
          chosen={chosen}
          onChange={setChosen}
          fieldRef={field}
          error={isTried && isNone ? NO_CUSTOMER_CHOSEN : undefined}
        />
      )}
    </ConfineDialog>
  );
}
