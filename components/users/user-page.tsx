'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { CopyButton } from '@/components/ui/copy-button';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
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
  const { data: details, error } = query;
  const user = details?.user;
  const canSignIn = permissions.includes('users.auto_login');
  const { data: policy } = useQuery(signInPolicyQuery(canSignIn ? user?.accountId : undefined));
  return (
    <>
      <PageHeader
        title={user ? shownEmail(user.username) : 'User'}
        description={user && <UserFacts user={user} />}
        back={<Link href="/users">Users</Link>}
        actions={
          user && (
            <>
              <CopyButton text={shownEmail(user.username)} what="address" />
              {canSignIn && (
                <SignInAsButton
                  user={user}
                  policy={policy}
                  variant="primary"
                  onAskFirst={setSigningIn}
                />
              )}
            </>
          )
        }
      />
      <PageBody>
        {details && (
          <UserDetailsView isPage details={details} userKey={userKey} permissions={permissions} />
        )}
        {!details && error && <QueryError title="Couldn’t load the user" query={query} />}
        {!details && !error && <Skeleton className="h-40" />}
      </PageBody>
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
