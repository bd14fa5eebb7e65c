'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { lazy, Suspense, useState } from 'react';
import { ItemPage } from '@/components/items/item-page';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { Badge } from '@/components/ui/badge';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { ticketIn } from '@/lib/shared/ticket';
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
  // A link of a ticket system names it; it stays while the person is on the page.
  const ticket = ticketIn(useQueryState('ticket', parseAsString)[0]);
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
        facts={
          user && (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <UserFacts user={user} />
              {ticket !== undefined && <Badge>Ticket {ticket}</Badge>}
            </span>
          )
        }
        copy={user && { text: shownEmail(user.username), what: 'address' }}
        action={
          canSignIn &&
          user && (
            <SignInAsButton
              user={user}
              policy={policy}
              ticket={ticket}
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
            ticket={ticket}
            canStore={permissions.includes('passwords.write')}
            onClose={() => setSigningIn(null)}
          />
        )}
      </Suspense>
    </>
  );
}
