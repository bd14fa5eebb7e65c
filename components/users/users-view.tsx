'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString } from 'nuqs';
import { lazy, Suspense, useId } from 'react';
import { useAccountChoiceOf } from '@/components/account-choice/account-choice';
import { besidePanel, useOpenedItem } from '@/components/items/use-opened-item';
import { OutdatedBar, useCachedList } from '@/components/ui/cached-list';
import { PageHeader } from '@/components/ui/page';
import { useUrlFilters } from '@/components/ui/use-url-state';
import { cn } from '@/lib/client/cn';
import type { UserSort } from '@/lib/contract/users';
import { firstDisplay, type UserPageSize, type UsersDisplay } from '@/lib/shared/user-columns';
import { ExportMenu, useExportColumns } from './export-menu';
import {
  listedBy,
  noFilters,
  pageSizeOf,
  usersQuery,
  useRefreshUsers,
  userFilterParsers,
  type UserListFilters,
} from './queries';
import { useUsersDisplay, type Display } from './use-display';
import { useSignInRequest } from './use-sign-in-request';
import type { SortKey } from './user-columns';
import { UserOverlays } from './user-overlays';
import { UsersActions } from './users-actions';
import { UsersResults } from './users-results';
import { UsersSummary } from './users-summary';
import { UsersToolbar } from './users-toolbar';

const UnavailableAccounts = lazy(async () => ({
  default: (await import('@/components/account-choice/unavailable-accounts')).UnavailableAccounts,
}));

const InvitedView = lazy(async () => ({
  default: (await import('./invited-view')).InvitedView,
}));

type UsersViewProps = {
  personId: string;
  permissions: readonly string[];
  /** How this person last had the list. */
  remembered: UsersDisplay;
  /** There are customers: without any, their column would be empty. */
  hasCustomers?: boolean;
};

/** The users of an account, or of all: search, sort, select, open, sign in as. */
export function UsersView(props: UsersViewProps) {
  const { personId, permissions, remembered, hasCustomers = false } = props;
  const display = useUsersDisplay(personId, remembered, hasCustomers);
  const canSeeInvited = permissions.includes('batches.read');
  const { filters, choice, changeFilters, correctPage, ...changes } = useUserFilters(
    display,
    canSeeInvited,
  );
  const isInvited = filters.show === 'invited';
  const listed = listedBy(filters);
  const query = useQuery(usersQuery(listed));
  const { data, error } = query;
  const refresh = useRefreshUsers(listed);
  const list = useCachedList({
    ...{ upstream: 'RemotePC', query, refresh, place: listed, onPastEnd: correctPage },
  });
  const canSignIn = permissions.includes('users.auto_login');
  const panel = useOpenedItem('/users', data?.items);
  const shown = canSignIn && !query.isPlaceholderData ? data?.items : undefined;
  const signIn = useSignInRequest(filters.search, shown);
  const tableId = useId();
  const [exported, setExported] = useExportColumns();
  const exporting = { columns: exported, onColumns: setExported };
  const hasAccounts = choice.offered.length > 0;
  const shared = { filters, choice, permissions, onChange: changeFilters };
  return (
    <div className={cn(panel.key !== null && besidePanel)}>
      <PageHeader
        title="Users"
        description={
          isInvited
            ? 'People who were invited and have no account yet.'
            : (data || !error) && (
                <UsersSummary
                  data={data}
                  onShowOver={() => changeFilters({ ...noFilters, seats: ['over'] })}
                />
              )
        }
        actions={
          <UsersActions
            account={filters.account}
            permissions={permissions}
            exportMenu={
              !isInvited && (
                <ExportMenu
                  {...{ ...exporting, filters, hasAccounts }}
                  rows="matching"
                  count={data?.total}
                />
              )
            }
          />
        }
      />
      <UsersToolbar
        {...shared}
        onClear={changes.clearFilters}
        display={display}
        onPageSize={changes.changePageSize}
        data={isInvited ? undefined : data}
        list={list}
        tableId={tableId}
        canSeeInvited={canSeeInvited}
      />
      <OutdatedBar list={list} />
      {data?.unavailable && (
        <Suspense fallback={null}>
          <UnavailableAccounts
            accounts={data.unavailable}
            what="users"
            isRetrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
        </Suspense>
      )}
      {isInvited ? (
        <div id={tableId} className="contents">
          <Suspense fallback={null}>
            <InvitedView {...shared} onClear={changes.clearFilters} />
          </Suspense>
        </div>
      ) : (
        <UsersResults
          {...{ ...shared, ...changes, query, display, panel, signIn, exporting, tableId }}
        />
      )}
      <UserOverlays
        panel={panel}
        signingIn={signIn.user}
        permissions={permissions}
        onAskFirst={signIn.ask}
        onCloseSignIn={signIn.end}
      />
    </div>
  );
}

const parsers = { ...userFilterParsers, view: parseAsString };

/** The filters of the list, kept in the URL. */
function useUserFilters({ pageSize, rememberPageSize }: Display, canSeeInvited: boolean) {
  const [{ view: _, ...inUrl }, setFilters] = useUrlFilters(parsers, ['search']);
  const choice = useAccountChoiceOf('remotepc', inUrl.account);
  const filters = {
    ...inUrl,
    ...{ account: choice.account, pageSize: pageSizeOf(inUrl, pageSize) },
    show: canSeeInvited ? inUrl.show : null,
  };
  /** What a page in the URL counts, for whom it is shared with. */
  const sizeInUrl = filters.pageSize === firstDisplay.pageSize ? null : filters.pageSize;
  return {
    filters,
    choice,
    /** Changing what matches returns to the first page. */
    changeFilters: (change: Partial<UserListFilters>) =>
      setFilters({ page: 1, ...change, ...(change.page && { pageSize: sizeInUrl }) }),
    changePageSize: (size: UserPageSize) => {
      rememberPageSize(size);
      void setFilters({ page: 1, pageSize: size });
    },
    /** Replaces a page that no longer exists, so that Back doesn't return to it. */
    correctPage: (page: number) => void setFilters({ page }, { history: 'replace' }),
    /** What is left is no longer the saved view that it came from. */
    clearFilters: () => setFilters({ ...noFilters, page: 1, view: null }),
    sortBy: (key: SortKey) => setFilters({ page: 1, sort: nextSort(filters.sort, key) }),
  };
}

/** Names start at A, numbers and dates with the largest; the same heading again reverses it. */
function nextSort(current: UserSort, key: SortKey): UserSort {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return key === 'username' || key === 'customer' ? key : `-${key}`;
}
