'use client';

import { AccountChip, type AccountChoice } from '@/components/account-choice/account-choice';
import { Button } from '@/components/ui/button';
import { ListAge, type CachedList } from '@/components/ui/cached-list';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import type { UsersPage } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';
import type { UserListFilters } from './queries';

const stateOptions = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
] as const;

const seatOptions = [
  { value: 'over', label: 'Over limit' },
  { value: 'full', label: 'All in use' },
  { value: 'idle', label: 'Some available' },
] as const;

type UsersToolbarProps = {
  filters: UserListFilters;
  choice: AccountChoice;
  onChange: (change: Partial<UserListFilters>) => void;
  onClear: () => void;
  data: UsersPage | undefined;
  list: CachedList;
  tableId: string;
  onArrowDown: () => void;
};

/** Search and filters, the number of matches and the age of the list. */
export function UsersToolbar(props: UsersToolbarProps) {
  const { filters, choice, onChange, onClear, data, list, tableId, onArrowDown } = props;
  const isFiltered = filters.search !== '' || filters.status !== null || filters.seats !== null;
  return (
    <Toolbar
      aside={
        <>
          {data && <MatchCount data={data} isFiltered={isFiltered} />}
          <ListAge list={list} />
        </>
      }
    >
      <SearchInput
        label="Search by email"
        value={filters.search}
        onValueChange={(search) => onChange({ search })}
        controls={tableId}
        onArrowDown={onArrowDown}
        className="w-full sm:w-56 lg:w-72"
      />
      <AccountChip choice={choice} onChange={(account) => onChange({ account })} />
      <FilterChip
        label="Status"
        value={filters.status}
        options={stateOptions}
        onChange={(status) => onChange({ status })}
      />
      <FilterChip
        label="Seats"
        value={filters.seats}
        options={seatOptions}
        onChange={(seats) => onChange({ seats })}
      />
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={onClear}>
          Clear
        </Button>
      )}
    </Toolbar>
  );
}

function MatchCount({ data, isFiltered }: { data: UsersPage; isFiltered: boolean }) {
  const { total, summary } = data;
  return (
    <span>
      {isFiltered
        ? `${formatNumber(total)} of ${formatCount(summary.users, 'user')}`
        : formatCount(total, 'user')}
    </span>
  );
}
