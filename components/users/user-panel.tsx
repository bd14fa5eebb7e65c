'use client';

import { useQuery } from '@tanstack/react-query';
import { useAccountChoice } from '@/components/account-choice/account-choice';
import { StoredPassword } from '@/components/passwords/stored-password';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { CopyButton } from '@/components/ui/copy-button';
import { Detail, DetailList } from '@/components/ui/panel';
import { Sheet } from '@/components/ui/sheet';
import { EmptyCell } from '@/components/ui/table';
import { Address } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import { useReturnFocus } from '@/components/ui/use-focus';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatDay, formatNumber } from '@/lib/shared/format';
import { UserActivity } from './user-activity';
import { UserState, utilisation } from './user-columns';

type UserPanelProps = {
  user: CustomerUser;
  permissions: readonly string[];
  onAskFirst: (user: CustomerUser) => void;
  onClose: () => void;
};

/** One user: details from RemotePC, the stored password, recent audit events. */
export function UserPanel(props: UserPanelProps) {
  useReturnFocus();
  const { user, permissions, onAskFirst, onClose } = props;
  const canSignIn = permissions.includes('users.auto_login');
  const { data: policy } = useQuery(signInPolicyQuery(canSignIn ? user.accountId : undefined));
  const { offered, nameOf } = useAccountChoice('remotepc');
  const hasAccounts = offered.length > 0;
  const { accountId, username, seats, seatsUsed, createdOn } = user;
  const share = utilisation(user);
  return (
    <Sheet
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={<Address email={username} />}
      description="User"
      actions={<CopyButton text={shownEmail(username)} what="address" />}
    >
      <div className="flex flex-col gap-6 px-5 py-4">
        {canSignIn && (
          <div className="flex">
            <SignInAsButton user={user} policy={policy} variant="primary" onAskFirst={onAskFirst} />
          </div>
        )}
        <DetailList>
          {hasAccounts && <Detail term="Account">{nameOf(accountId)}</Detail>}
          <Detail term="Seats">
            {seats === null ? <EmptyCell meaning="unknown" /> : formatNumber(seats)}
          </Detail>
          <Detail term="In use">
            <UsageBar used={seatsUsed} seats={seats} />
            {share && <span className="ml-2 text-muted">{share}</span>}
          </Detail>
          <Detail term="Status">
            <UserState isActive={user.isActive} />
          </Detail>
          <Detail term="Created">
            {createdOn === null ? <EmptyCell meaning="unknown" /> : formatDay(createdOn)}
          </Detail>
        </DetailList>
        <StoredPassword user={user} canChange={permissions.includes('passwords.write')} />
        {permissions.includes('activity.read') && (
          <UserActivity username={username} account={hasAccounts ? accountId : null} />
        )}
      </div>
    </Sheet>
  );
}
