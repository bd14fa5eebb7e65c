'use client';

import { useAccounts } from '@/components/account-choice/account-choice';
import { FilterChip } from '@/components/ui/filter-chip';
import { Input } from '@/components/ui/inputs';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { actionGroups } from '@/lib/shared/audit-actions';
import { outcomes, type EventFilters } from './event-filters';
import { resultLabels } from './events-table';

type EventsToolbarProps = {
  filters: EventFilters;
  onChange: (change: Partial<EventFilters>) => void;
};

export function EventsToolbar({ filters, onChange }: EventsToolbarProps) {
  const accounts = useAccounts();
  return (
    <Toolbar>
      <SearchInput
        label="Search by target"
        value={filters.target}
        onValueChange={(target) => onChange({ target })}
        className="w-full sm:w-48 xl:w-64"
      />
      <Input
        aria-label="Filter by actor"
        placeholder="Filter by actor"
        value={filters.actor}
        onChange={(event) => onChange({ actor: event.target.value })}
        className="w-full sm:w-44"
      />
      <FilterChip
        label="Action"
        value={filters.action}
        options={actionGroups}
        onChange={(action) => onChange({ action })}
      />
      <FilterChip
        label="Result"
        value={filters.outcome}
        options={outcomes.map((value) => ({ value, label: resultLabels[value] }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      {accounts.length > 1 && (
        <FilterChip
          label="Account"
          value={filters.account}
          options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(account) => onChange({ account })}
        />
      )}
      {/* In a line of their own rather than torn apart. */}
      <div className="flex gap-2 max-sm:w-full max-sm:flex-col">
        <DayInput label="From" value={filters.from} onChange={(from) => onChange({ from })} />
        <DayInput label="To" value={filters.to} onChange={(to) => onChange({ to })} />
      </div>
    </Toolbar>
  );
}

type DayInputProps = { label: string; value: string; onChange: (day: string) => void };

function DayInput({ label, value, onChange }: DayInputProps) {
  return (
    <label className="flex items-center gap-1.5 text-12 text-muted max-sm:w-full max-sm:justify-between">
      {label}
      <Input
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-40 sm:w-36"
      />
    </label>
  );
}
