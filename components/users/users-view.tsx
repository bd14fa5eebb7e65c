'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { StaleBar } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page';
import { toast } from '@/components/ui/toast';
import type { CustomerUser } from '@/lib/contract/users';
import { usersQuery, useRefreshUsers } from './queries';
import { SelectedUsers } from './selected-users';
import { useOpenedUser, useWish } from './use-opened-user';
import { useSelection } from './use-selection';
import { useUserFilters } from './use-user-filters';
import { UsersActions } from './users-actions';
import { UsersGap } from './users-gap';
import { UsersPaging } from './users-paging';
import { UsersSummary } from './users-summary';
import { UsersTable } from './users-table';
import { UsersToolbar } from './users-toolbar';

const UserPanel = lazy(async () => ({ default: (await import('./user-panel')).UserPanel }));
const SignInDialog = lazy(async () => ({
  default: (await import('@/components/sign-in-as/sign-in-dialog')).SignInDialog,
}));

const none: CustomerUser[] = [];

/** The customer users of an account: found, sorted, chosen, opened, signed in to. */
export function UsersView({ permissions }: { permissions: readonly string[] }) {
  const { filters, changeFilters, correctPage, clearFilters, sortBy } = useUserFilters();
  const query = useQuery(usersQuery(filters));
  const { data, error, isFetching, isFetchedAfterMount, isPlaceholderData, refetch } = query;
  const refresh = useRefreshUsers(filters);
  const selection = useSelection(filters, data?.items ?? none);
  const canSignIn = permissions.includes('users.auto_login');
  const wish = useWish();
  // All rows of a page are of one account.
  const accountId = canSignIn ? data?.items[0]?.accountId : undefined;
  const { data: policy } = useQuery(signInPolicyQuery(accountId));
  const panel = useOpenedUser(filters.account, data?.items);
  const [asked, setAsked] = useState<CustomerUser | null>(null);
  const rows = useRef<HTMLTableSectionElement>(null);
  const tableId = useId();

  const lastPage = data ? Math.max(1, Math.ceil(data.total / filters.pageSize)) : null;
  const isPastEnd = lastPage !== null && !isPlaceholderData && filters.page > lastPage;
  useEffect(() => {
    if (isPastEnd && lastPage !== null) void correctPage(lastPage);
  });

  const refreshNow = () =>
    refresh.mutate(undefined, {
      onSuccess: (page) => {
        if (page.isStale)
          toast.error('RemotePC can’t be reached', {
            description: 'The last known list stays on screen.',
          });
      },
      onError: (problem) =>
        toast.error('The list was not refreshed', { description: problem.detail }),
    });
  const isOld = data && (error !== null || (data.isStale && isFetchedAfterMount));
  const wished =
    canSignIn && wish.isSignIn && !isPlaceholderData
      ? data?.items.find(({ username }) => username === filters.search.trim().toLowerCase())
      : undefined;
  const signingIn = asked ?? wished;
  const stopAsking = () => {
    setAsked(null);
    wish.forget();
  };

  return (
    <>
      <PageHeader
        title="Users"
        description={
          (data || !error) && (
            <UsersSummary
              summary={data?.summary}
              onShowOver={() => changeFilters({ search: '', status: null, seats: 'over' })}
            />
          )
        }
        actions={<UsersActions filters={filters} permissions={permissions} />}
      />
      <UsersToolbar
        filters={filters}
        onChange={changeFilters}
        onClear={clearFilters}
        data={data}
        onRefresh={refreshNow}
        isRefreshing={refresh.isPending}
        tableId={tableId}
        onArrowDown={() => rows.current?.querySelector<HTMLElement>('[data-open]')?.focus()}
      />
      {isOld && (
        <StaleBar
          fetchedAt={data.fetchedAt}
          onRefresh={refreshNow}
          isRefreshing={refresh.isPending}
        >
          {error?.detail ?? 'RemotePC hasn’t answered since. This is the last known list.'}
        </StaleBar>
      )}
      {(data ? data.summary.users > 0 : !error) && (
        <UsersTable
          id={tableId}
          ref={rows}
          users={data?.items}
          policy={policy}
          selection={selection}
          sort={filters.sort}
          onSort={sortBy}
          canSignIn={canSignIn}
          onOpen={panel.open}
          onAskFirst={setAsked}
        />
      )}
      <UsersGap
        data={data}
        error={error}
        isRetrying={isFetching}
        onRetry={refetch}
        onClear={clearFilters}
        permissions={permissions}
      />
      {data && data.total > 0 && (
        <UsersPaging
          filters={filters}
          total={data.total}
          canSignIn={canSignIn}
          onChange={changeFilters}
        />
      )}
      <SelectedUsers
        selection={selection}
        filters={filters}
        total={data?.total ?? 0}
        canDeletePasswords={permissions.includes('passwords.write')}
      />
      <Suspense fallback={null}>
        {panel.user && (
          <UserPanel
            user={panel.user}
            permissions={permissions}
            onAskFirst={setAsked}
            onClose={panel.close}
          />
        )}
      </Suspense>
      {/* Of its own: while its code is on its way, a panel that is open must not go. */}
      <Suspense fallback={null}>
        {signingIn && (
          <SignInDialog
            key={signingIn.username}
            user={signingIn}
            canRemember={permissions.includes('passwords.write')}
            onClose={stopAsking}
          />
        )}
      </Suspense>
    </>
  );
}
