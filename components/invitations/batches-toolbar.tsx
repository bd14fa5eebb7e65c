'use client';

import { AccountChip, type AccountChoice } from '@/components/account-choice/account-choice';
import { Button } from '@/components/ui/button';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { ViewControls } from '@/components/views/view-controls';
import { formatCount } from '@/lib/shared/format';
import { type BatchFilters, batchStates } from './batch-filters';

export const BATCHES_TABLE_ID = 'batches';

type Filters = Pick<BatchFilters, 'account' | 'search' | 'status'>;

type BatchesToolbarProps = {
  filters: Filters;
  choice: AccountChoice;
  onChange: (change: Partial<Filters>) => void;
  /** How many match; `undefined` while loading. */
  total: number | undefined;
};

export function BatchesToolbar({ filters, choice, onChange, total }: BatchesToolbarProps) {
  const { search, status } = filters;
  const isFiltered = search !== '' || status !== null;
  return (
    <Toolbar aside={total !== undefined && <span>{formatCount(total, 'batch', 'batches')}</span>}>
      <SearchInput
        label="Search by name or email"
        value={search}
        onValueChange={(text) => onChange({ search: text })}
        controls={total === 0 ? undefined : BATCHES_TABLE_ID}
        className="w-full sm:w-56 lg:w-72"
      />
      <AccountChip choice={choice} onChange={(account) => onChange({ account })} />
      <FilterChip
        label="Status"
        value={status}
        options={batchStates}
        onChange={(next) => onChange({ status: next })}
      />
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={() => onChange({ search: '', status: null })}>
          Clear
        </Button>
      )}
      <ViewControls page="invitations" />
    </Toolbar>
  );
}
