'use client';

import { AccountChip, type AccountChoice } from '@/components/account-choice/account-choice';
import { CustomerFilter } from '@/components/customers/customer-filter';
import { TagFilter } from '@/components/items/tag-filter';
import { Button } from '@/components/ui/button';
import { ListAge, type CachedList } from '@/components/ui/cached-list';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { ViewControls } from '@/components/views/view-controls';
import type { DevicesPage } from '@/lib/contract/devices';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { isFiltered, type DeviceFilters } from './device-filters';

const stateOptions = [
  { value: 'active', label: 'Online' },
  { value: 'inactive', label: 'Offline' },
] as const;

const ownerOptions = [
  { value: 'no', label: 'Own' },
  { value: 'yes', label: 'Shared with you' },
] as const;

const usualDays = [1, 7, 30, 90];

/** The usual choices, and any other that a link asks for. */
function daysOptions(selected: number | null) {
  const days =
    selected === null || usualDays.includes(selected) ? usualDays : [...usualDays, selected];
  return days
    .toSorted((one, other) => one - other)
    .map((count) => ({ value: String(count), label: `${formatCount(count, 'day')} or more` }));
}

/** "22 online, 8 offline". */
function statesText({ active, inactive }: DevicesPage['states']): string {
  return `${formatNumber(active)} online, ${formatNumber(inactive)} offline`;
}

type DevicesToolbarProps = {
  filters: DeviceFilters;
  choice: AccountChoice;
  onChange: (change: Partial<DeviceFilters>) => void;
  onClear: () => void;
  data: DevicesPage | undefined;
  list: CachedList;
  tableId: string;
};

/** Search and filters, the number of matches, and the age of the list. */
export function DevicesToolbar(props: DevicesToolbarProps) {
  const { filters, choice, onChange, onClear, data, list, tableId } = props;
  return (
    <Toolbar
      aside={
        <>
          {data && (
            <span>
              {formatCount(data.total, 'device')}
              {filters.state === null && data.total > 0 && (
                <span className="text-muted"> · {statesText(data.states)}</span>
              )}
            </span>
          )}
          <ListAge list={list} />
        </>
      }
    >
      <SearchInput
        label="Search devices, tags, and notes"
        value={filters.search}
        onValueChange={(search) => onChange({ search })}
        controls={tableId}
        className="w-full sm:w-72"
      />
      <AccountChip choice={choice} onChange={(account) => onChange({ account })} />
      <FilterChip
        label="Status"
        value={filters.state}
        options={stateOptions}
        onChange={(state) => onChange({ state })}
      />
      <FilterChip
        label="Offline for"
        value={filters.offlineDays === null ? null : String(filters.offlineDays)}
        options={daysOptions(filters.offlineDays)}
        onChange={(days) => onChange({ offlineDays: days === null ? null : Number(days) })}
      />
      <FilterChip
        label="Owner"
        value={filters.shared}
        options={ownerOptions}
        onChange={(shared) => onChange({ shared })}
      />
      <CustomerFilter
        chosen={filters.customer}
        onChange={(customer) => onChange({ customer })}
        isAlwaysShown
      />
      <TagFilter
        kind="devices"
        account={filters.account}
        chosen={filters.tag}
        onChange={(tag) => onChange({ tag })}
        isAlwaysShown
      />
      {isFiltered(filters) && (
        <Button variant="ghost" size="sm" onClick={onClear}>
          Clear
        </Button>
      )}
      <ViewControls page="devices" />
    </Toolbar>
  );
}
