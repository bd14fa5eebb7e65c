'use client';

import { useQuery } from '@tanstack/react-query';
import { AccountChip, type AccountChoice } from '@/components/account-choice/account-choice';
import { Plus, SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { CustomerFilter, useCustomerEntries } from '@/components/customers/customer-filter';
import { TagFilter, useTagEntries } from '@/components/items/tag-filter';
import { Button } from '@/components/ui/button';
import { ListAge, type CachedList } from '@/components/ui/cached-list';
import { FilterChip, FilterChipOfSeveral } from '@/components/ui/filter-chip';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { ViewControls } from '@/components/views/view-controls';
import type { UsersPage } from '@/lib/contract/users';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { shownColumns, type UserPageSize } from '@/lib/shared/user-columns';
import { CreatedFilter, spanEntries } from './created-filter';
import { invitedQuery } from './invited-queries';
import { matchingParams, noFilters, type UserListFilters } from './queries';
import type { Display } from './use-display';

const DisplayDialog = lazy(async () => ({
  default: (await import('./display-dialog')).DisplayDialog,
}));

const stateOptions = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
] as const;

const seatOptions = [
  { value: 'over', label: 'Over limit' },
  { value: 'full', label: 'All in use' },
  { value: 'idle', label: 'Some available' },
] as const;

const passwordOptions = [
  { value: 'stored', label: 'Stored' },
  { value: 'none', label: 'Not stored' },
  { value: 'refused', label: 'Rejected or damaged' },
] as const;

const blockedOptions = [
  { value: 'true', label: 'Blocked by policy' },
  { value: 'false', label: 'Allowed by policy' },
] as const;

const shownOptions = [{ value: 'invited', label: 'Invited, no account yet' }] as const;

type UsersToolbarProps = {
  filters: UserListFilters;
  choice: AccountChoice;
  onChange: (change: Partial<UserListFilters>) => void;
  onClear: () => void;
  display: Display;
  onPageSize: (pageSize: UserPageSize) => void;
  data: UsersPage | undefined;
  list: CachedList;
  tableId: string;
  /** Whether the reader may see who was invited. */
  canSeeInvited: boolean;
};

/** Search and filters, the number of matches and the age of the list. */
export function UsersToolbar(props: UsersToolbarProps) {
  const { filters, choice, onChange, onClear, data, list, tableId } = props;
  const { display, onPageSize, canSeeInvited } = props;
  const isFiltered = filters.show !== null || Object.keys(matchingParams(filters)).length > 0;
  return (
    <Toolbar
      aside={
        <>
          {filters.show === 'invited' ? (
            <InvitedCount filters={filters} />
          ) : (
            data && <MatchCount data={data} isFiltered={isFiltered} />
          )}
          <ListAge list={list} />
          <DisplayButton display={display} pageSize={filters.pageSize} onPageSize={onPageSize} />
        </>
      }
    >
      <SearchInput
        label="Search emails, tags, and notes"
        value={filters.search}
        onValueChange={(search) => onChange({ search })}
        controls={tableId}
        className="w-full sm:w-56 lg:w-72"
      />
      <AccountChip choice={choice} onChange={(account) => onChange({ account })} />
      <ChosenFilters filters={filters} onChange={onChange} />
      {filters.show === null && (
        <AddFilter filters={filters} onChange={onChange} canSeeInvited={canSeeInvited} />
      )}
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={onClear}>
          Clear
        </Button>
      )}
      <ViewControls page="users" columns={shownColumns(display.columns)} />
    </Toolbar>
  );
}

type DisplayButtonProps = Pick<UsersToolbarProps, 'display' | 'onPageSize'> & {
  pageSize: UserPageSize;
};

function DisplayButton({ display, pageSize, onPageSize }: DisplayButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { columns, changeColumns } = display;
  return (
    <>
      <IconButton
        label="Display: columns and rows per page"
        size="icon-sm"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        className="-mr-1.5"
      >
        <SlidersHorizontal />
      </IconButton>
      <Suspense fallback={null}>
        {isOpen && (
          <DisplayDialog
            columns={columns}
            onColumns={changeColumns}
            pageSize={pageSize}
            onPageSize={onPageSize}
            onClose={() => setIsOpen(false)}
          />
        )}
      </Suspense>
    </>
  );
}

type FiltersProps = Pick<UsersToolbarProps, 'filters' | 'onChange'>;

function tagFilterOf({ filters, onChange }: FiltersProps) {
  const { account, tag: chosen } = filters;
  return {
    ...({ kind: 'users', account, chosen } as const),
    onChange: (tag: string[] | null) => onChange({ tag }),
  };
}

function customerFilterOf({ filters, onChange }: FiltersProps) {
  return {
    chosen: filters.customer,
    onChange: (customer: string[] | null) => onChange({ customer }),
  };
}

/** A chip for each filter that is on. */
function ChosenFilters({ filters, onChange }: FiltersProps) {
  const { status, seats, password, createdFrom, createdTo, blocked, show } = filters;
  return (
    <>
      {show && (
        <FilterChip
          label="People"
          value={show}
          options={shownOptions}
          onChange={(value) => onChange({ show: value })}
        />
      )}
      {status && (
        <FilterChip
          label="Status"
          value={status}
          options={stateOptions}
          onChange={(value) => onChange({ status: value })}
        />
      )}
      {seats && (
        <FilterChipOfSeveral
          label="Seats"
          values={seats}
          options={seatOptions}
          onChange={(values) => onChange({ seats: orNull(values) })}
        />
      )}
      {password && (
        <FilterChipOfSeveral
          label="Password"
          values={password}
          options={passwordOptions}
          onChange={(values) => onChange({ password: orNull(values) })}
        />
      )}
      <CustomerFilter {...customerFilterOf({ filters, onChange })} />
      <TagFilter {...tagFilterOf({ filters, onChange })} />
      {blocked !== null && (
        <FilterChip
          label="Sign-in"
          value={blocked ? 'true' : 'false'}
          options={blockedOptions}
          onChange={(value) => onChange({ blocked: value && value === 'true' })}
        />
      )}
      {(createdFrom || createdTo) && (
        <CreatedFilter days={{ createdFrom, createdTo }} onChange={onChange} />
      )}
    </>
  );
}

/** One menu with what isn't filtered yet. */
function AddFilter({
  filters,
  onChange,
  canSeeInvited,
}: FiltersProps & Pick<UsersToolbarProps, 'canSeeInvited'>) {
  const [isMenuWanted, setIsMenuWanted] = useState(false);
  const { status, seats, password, createdFrom, createdTo, blocked } = filters;
  const tagEntries = useTagEntries(tagFilterOf({ filters, onChange }), isMenuWanted);
  const customerEntries = useCustomerEntries(customerFilterOf({ filters, onChange }), isMenuWanted);
  const group = (label: string, isOn: boolean, entries: MenuEntry[]): MenuEntry[] =>
    isOn ? [] : [{ kind: 'heading', label }, ...entries];
  const of = <Value extends string>(
    options: readonly { value: Value; label: string }[],
    select: (value: Value) => Partial<UserListFilters>,
  ) => options.map(({ value, label }) => ({ label, onSelect: () => onChange(select(value)) }));
  const entries = [
    ...group(
      'Status',
      status !== null,
      of(stateOptions, (value) => ({ status: value })),
    ),
    ...group(
      'Seats',
      seats !== null,
      of(seatOptions, (value) => ({ seats: [value] })),
    ),
    ...group(
      'Password',
      password !== null,
      of(passwordOptions, (value) => ({ password: [value] })),
    ),
    ...group(
      'Sign-in',
      blocked !== null,
      of(blockedOptions, (value) => ({ blocked: value === 'true' })),
    ),
    ...customerEntries,
    ...tagEntries,
    ...group(
      'Created',
      createdFrom !== null || createdTo !== null,
      spanEntries({ createdFrom, createdTo }, onChange).map((entry) => ({
        ...entry,
        isChecked: undefined,
      })),
    ),
    ...group(
      'Not users yet',
      !canSeeInvited,
      of(shownOptions, (value) => ({
        ...noFilters,
        ...{ search: filters.search, customer: filters.customer, show: value },
      })),
    ),
  ];
  if (entries.length === 0) return null;
  return (
    <MenuButton
      variant="ghost"
      size="sm"
      label="Add filter"
      entries={entries}
      onPrepare={() => setIsMenuWanted(true)}
    >
      <Plus aria-hidden />
      Add filter
    </MenuButton>
  );
}

function orNull<Value>(values: Value[]): Value[] | null {
  return values.length > 0 ? values : null;
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

/** The list below reads the same answer. */
function InvitedCount({ filters }: Pick<UsersToolbarProps, 'filters'>) {
  const { data } = useQuery(invitedQuery(filters));
  return data && <span>{formatCount(data.total, 'person', 'people')}</span>;
}
