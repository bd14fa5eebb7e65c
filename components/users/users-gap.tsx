'use client';

import { SearchX, UsersRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { useHandOver } from '@/components/ui/handed-over';
import { EmptyState, QueryError } from '@/components/ui/states';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { accountQuery } from '@/lib/client/what-is-known';
import type { UsersPage } from '@/lib/contract/users';
import { normalizeEmail } from '@/lib/shared/email/normalize-email';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { useInvitedMatches } from './invited-matches';
import { matchingParams, type UserListFilters } from './queries';

const InvitePersonDialog = lazy(async () => ({
  default: (await import('./invite-person-dialog')).InvitePersonDialog,
}));

type UsersGapProps = {
  data: UsersPage | undefined;
  error: ApiProblem | null;
  isRetrying: boolean;
  onRetry: () => void;
  filters: UserListFilters;
  choice: AccountChoice;
  onChange: (change: Partial<UserListFilters>) => void;
  onClear: () => void;
  permissions: readonly string[];
};

/** Shown instead of rows if there are none: why, and what to do. */
export function UsersGap(props: UsersGapProps) {
  const { data, error, isRetrying, onRetry, permissions } = props;
  if (!data) {
    return (
      <QueryError
        title="Couldn’t load users"
        query={{ error, isFetching: isRetrying, refetch: onRetry }}
      />
    );
  }
  if (data.total > 0) return null;
  if (data.summary.users > 0) {
    return <NoMatchingUsers {...props} />;
  }
  return (
    <EmptyState
      title="No users yet"
      icon={<UsersRound />}
      action={
        <>
          {permissions.includes('batches.write') && (
            <LinkButton href="/invitations/new">Invite people</LinkButton>
          )}
          {permissions.includes('users.write') && (
            <LinkButton variant="primary" href="/users/new">
              Add user
            </LinkButton>
          )}
        </>
      }
    >
      Everyone with a RemotePC account under this reseller account appears here, with their seats
      and how many are in use.
    </EmptyState>
  );
}

type NoMatchingUsersProps = Omit<UsersGapProps, 'data' | 'error' | 'isRetrying' | 'onRetry'>;

/**
 * Nothing, while people who were invited match instead: they are listed below. For an address that
 * no one has, what can be done about it.
 */
function NoMatchingUsers(props: NoMatchingUsersProps) {
  const { filters, permissions, choice, onClear } = props;
  const [isInviting, setIsInviting] = useState(false);
  const handOver = useHandOver('email of a new user');
  const invited = useInvitedMatches(filters, 0, permissions);
  if (invited.isPending || invited.people.length > 0) return null;
  // With another filter on, the address may be a user's all the same.
  const isOnlySearch = Object.keys(matchingParams(filters)).join() === 'search';
  const email = isOnlySearch ? normalizeEmail(filters.search) : null;
  const mayInvite = email !== null && permissions.includes('batches.write');
  const mayAdd = email !== null && permissions.includes('users.write');
  return (
    <>
      <EmptyState
        title={
          email === null ? 'No matching users' : `No user has the address ${shownEmail(email)}`
        }
        icon={<SearchX />}
        className="wrap-anywhere"
        action={
          <>
            <Button variant={mayInvite || mayAdd ? 'ghost' : 'secondary'} onClick={onClear}>
              {isOnlySearch ? 'Clear search' : 'Clear filters'}
            </Button>
            {mayInvite && <Button onClick={() => setIsInviting(true)}>Invite</Button>}
            {mayAdd && (
              <LinkButton
                variant="primary"
                href={`/users/new${accountQuery(filters.account)}`}
                onClick={() => handOver(shownEmail(email))}
              >
                Add as a user
              </LinkButton>
            )}
          </>
        }
      >
        Search covers email addresses, tags, and notes, and the addresses of people who were
        invited. RemotePC doesn’t provide names.
      </EmptyState>
      <Suspense fallback={null}>
        {isInviting && email !== null && (
          <InvitePersonDialog email={email} choice={choice} onClose={() => setIsInviting(false)} />
        )}
      </Suspense>
    </>
  );
}
