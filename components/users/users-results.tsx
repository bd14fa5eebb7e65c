'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import type { OpenedItem } from '@/components/items/use-opened-item';
import { useSelection } from '@/components/items/use-selection';
import { useSignInPolicies } from '@/components/sign-in-as/queries';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerUser, UsersPage } from '@/lib/contract/users';
import { shownColumns, type UserPageSize } from '@/lib/shared/user-columns';
import { InvitedMatches } from './invited-matches';
import { keyOf, matchOf, type UserListFilters } from './queries';
import { SelectedUsers } from './selected-users';
import type { Display } from './use-display';
import type { useSignInRequest } from './use-sign-in-request';
import type { SortKey } from './user-columns';
import { UsersGap } from './users-gap';
import { UsersPaging } from './users-paging';
import { UsersTable } from './users-table';

const none: CustomerUser[] = [];

type UsersResultsProps = {
  filters: UserListFilters;
  choice: AccountChoice;
  permissions: readonly string[];
  query: UseQueryResult<UsersPage, ApiProblem>;
  display: Display;
  panel: OpenedItem<CustomerUser>;
  signIn: ReturnType<typeof useSignInRequest>;
  exporting: ComponentProps<typeof SelectedUsers>['exporting'];
  tableId: string;
  onChange: (change: Partial<UserListFilters>) => void;
  changePageSize: (pageSize: UserPageSize) => void;
  clearFilters: () => void;
  sortBy: (key: SortKey) => void;
};

/** The users that match, or why there are none, and what can be done with those selected. */
export function UsersResults(props: UsersResultsProps) {
  const { filters, choice, permissions, query, display, panel, signIn, exporting } = props;
  const { tableId, onChange, changePageSize, clearFilters, sortBy } = props;
  const { data, error } = query;
  const selection = useSelection(matchOf(filters), data?.items ?? none, keyOf);
  const canSignIn = permissions.includes('users.auto_login');
  const policyOf = useSignInPolicies(canSignIn && data ? data.items : none);
  const shared = { filters, permissions, onChange };
  return (
    <>
      {(data ? data.summary.users > 0 : !error) && (
        <UsersTable
          id={tableId}
          users={data?.items}
          policyOf={policyOf}
          accountName={choice.isAll ? choice.nameOf : undefined}
          columns={shownColumns(display.columns)}
          selection={selection}
          sort={filters.sort}
          onSort={sortBy}
          canSignIn={canSignIn}
          openedKey={panel.key}
          onOpen={panel.open}
          onAskFirst={signIn.ask}
        />
      )}
      <UsersGap
        {...{ ...shared, data, error, choice }}
        isRetrying={query.isFetching}
        onRetry={query.refetch}
        onClear={clearFilters}
      />
      {data && data.total > 0 && (
        <UsersPaging
          filters={filters}
          total={data.total}
          canSignIn={canSignIn}
          onChange={onChange}
          onPageSize={changePageSize}
        />
      )}
      <InvitedMatches {...shared} users={query.isPlaceholderData ? undefined : data?.total} />
      <SelectedUsers
        selection={selection}
        filters={filters}
        hasAccounts={choice.offered.length > 0}
        total={data?.total ?? 0}
        filtered={data?.filtered}
        permissions={permissions}
        exporting={exporting}
      />
    </>
  );
}
