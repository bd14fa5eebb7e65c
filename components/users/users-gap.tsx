'use client';

import { SearchX, UsersRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { EmptyState, QueryError } from '@/components/ui/states';
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

/** Shown instead of rows if there are none: why, and what to do. */
export function UsersGap({
  data,
  error,
  isRetrying,
  onRetry,
  onClear,
  permissions,
}: UsersGapProps) {
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
    return (
      <EmptyState
        title="No matching users"
        icon={<SearchX />}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Search covers email addresses, tags, and notes. RemotePC doesn’t provide names.
      </EmptyState>
    );
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
