'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ItemPage } from '@/components/items/item-page';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { UserDetailsView } from './user-details';
import { UserFacts } from './user-facts';
import { userDetailsQuery } from './user-queries';

const SignInDialog = lazy(async () => ({
  default: (await import('@/components/sign-in-as/sign-in-dialog')).SignInDialog,
}));

type UserPageProps = { userKey: string; permissions: readonly string[] };

/** One user as a page of its own, where links lead. */
export function UserPage({ userKey, permissions }: UserPageProps) {
  const query = useQuery(userDetailsQuery(userKey));
  const [signingIn, setSigningIn] = useState<CustomerUser | null>(null);
  const details = query.data;
  const user = details?.user;
  const canSignIn = permissions.includes('users.auto_login');
  const { data: policy } = useQuery(signInPolicyQuery(canSignIn ? user?.accountId : undefined));
  return (
    <>
      <ItemPage
        list="/users"
        listName="Users"
        noun="user"
        title={user ? shownEmail(user.username) : 'User'}
        facts={user && <UserFacts user={user} />}
        copy={user && { text: shownEmail(user.username), what: 'address' }}
        action={
          canSignIn &&
          user && (
            <SignInAsButton
              user={user}
              policy={policy}
              variant="primary"
              onAskFirst={setSigningIn}
            />
          )
        }
        query={query}
      >
        {details && (
          <UserDetailsView isPage details={details} userKey={userKey} permissions={permissions} />
        )}
      </ItemPage>
      <Suspense fallback={null}>
        {signingIn && (
          <SignInDialog
            user={signingIn}
            canStore={permissions.includes('passwords.write')}
            onClose={() => setSigningIn(null)}
          />
        )}
      </Suspense>
    </>
  );
}
