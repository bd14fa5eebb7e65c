'use client';

import { useQuery } from '@tanstack/react-query';
import { ItemPanel } from '@/components/items/item-panel';
import type { OpenedItem } from '@/components/items/use-opened-item';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { Address } from '@/components/ui/text';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { UserDetailsView } from './user-details';
import { UserFacts } from './user-facts';
import { userDetailsQuery } from './user-queries';

type UserPanelProps = {
  userKey: string;
  panel: OpenedItem<CustomerUser>;
  permissions: readonly string[];
  onAskFirst: (user: CustomerUser) => void;
};

/** One user over the list. */
export function UserPanel({ userKey, panel, permissions, onAskFirst }: UserPanelProps) {
  const query = useQuery(userDetailsQuery(userKey));
  const details = query.data;
  const user = details?.user ?? panel.row;
  const canSignIn = permissions.includes('users.auto_login');
  const { data: policy } = useQuery(signInPolicyQuery(canSignIn ? user?.accountId : undefined));
  return (
    <ItemPanel
      list="/users"
      itemKey={userKey}
      noun="user"
      title={user ? <Address email={user.username} /> : 'User'}
      facts={user && <UserFacts user={user} />}
      copy={user && { text: shownEmail(user.username), what: 'address' }}
      action={
        canSignIn &&
        user && (
          <SignInAsButton user={user} policy={policy} variant="primary" onAskFirst={onAskFirst} />
        )
      }
      before={panel.before}
      after={panel.after}
      onStep={panel.open}
      onClose={panel.close}
      query={query}
    >
      {details && <UserDetailsView details={details} userKey={userKey} permissions={permissions} />}
    </ItemPanel>
  );
}
