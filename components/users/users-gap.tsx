'use client';

import { SearchX, UsersRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { EmptyState, ErrorState } from '@/components/ui/states';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { UsersPage } from '@/lib/contract/users';

type UsersGapProps = {
  data: UsersPage | undefined;
  error: ApiProblem | null;
  isRetrying: boolean;
  onRetry: () => void;
  onClear: () => void;
  permissions: readonly string[];
};

/** What stands in the place of rows where there are none: why, and the way on. */
export function UsersGap({
  data,
  error,
  isRetrying,
  onRetry,
  onClear,
  permissions,
}: UsersGapProps) {
  if (!data) {
    if (!error) return null;
    return (
      <ErrorState
        title="The users can’t be shown"
        requestId={error.requestId}
        onRetry={onRetry}
        isRetrying={isRetrying}
      >
        {error.detail}
      </ErrorState>
    );
  }
  if (data.total > 0) return null;
  if (data.summary.users > 0) {
    return (
      <EmptyState
        title="No user matches"
        icon={<SearchX />}
        action={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        The search looks at the e-mail address. RemotePC knows no names.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No customer users yet"
      icon={<UsersRound />}
      action={
        <>
          {permissions.includes('batches.write') && (
            <LinkButton href="/invitations/new">Invite many</LinkButton>
          )}
          {permissions.includes('users.write') && (
            <LinkButton variant="primary" href="/users/new">
              Add a user
            </LinkButton>
          )}
        </>
      }
    >
      Everyone with a RemotePC account under this reseller account will stand here, with the seats
      they may use and do use.
    </EmptyState>
  );
}
