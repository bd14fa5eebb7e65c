'use client';

import { useAccountChoice } from '@/components/account-choice/account-choice';
import { UsageBar } from '@/components/ui/usage-bar';
import type { CustomerUser } from '@/lib/contract/users';
import { formatDay } from '@/lib/shared/format';
import { UserState } from './user-columns';

/** What the user's row shows, in a line, where the row isn't in view. */
export function UserFacts({ user }: { user: CustomerUser }) {
  const { offered, nameOf } = useAccountChoice('remotepc');
  const { accountId, seats, seatsUsed, isActive, createdOn } = user;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <UserState isActive={isActive} />
      <span className="flex items-center gap-1">
        <UsageBar used={seatsUsed} seats={seats} />
        {seats !== null && 'seats'}
      </span>
      {createdOn !== null && <span>Created {formatDay(createdOn)}</span>}
      {offered.length > 0 && <span>{nameOf(accountId)}</span>}
    </span>
  );
}
