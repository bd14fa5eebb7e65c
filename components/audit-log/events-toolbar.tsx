'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useAccounts } from '@/components/account-choice/account-choice';
import { DayInput } from '@/components/ui/day-input';
import { FilterChip } from '@/components/ui/filter-chip';
import { IconButton } from '@/components/ui/icon-button';
import { SearchInput } from '@/components/ui/search-input';
import { Toolbar } from '@/components/ui/toolbar';
import { ViewControls } from '@/components/views/view-controls';
import { actionGroups } from '@/lib/shared/audit-actions';
import { formatCount } from '@/lib/shared/format';
import { outcomes, ranges, type EventFilters } from './event-filters';
import { resultLabels } from './events-table';

type EventsToolbarProps = {
  filters: EventFilters;
  onChange: (change: Partial<EventFilters>) => void;
  /** Of the events in the list; undefined until they are loaded. */
  count: number | undefined;
  /** There are older ones: a log has too many to count them all. */
  hasMore: boolean;
};

/** The question that auditors ask most. */
export const CUSTOMER_ACCESS = '/activity?action=auto_login.&when=last-month';

export function EventsToolbar({ filters, onChange, count, hasMore }: EventsToolbarProps) {
  const accounts = useAccounts();
  return (
    <Toolbar
      aside={
        <>
          <Link href={CUSTOMER_ACCESS} className="text-accent-text hover:underline">
            Customer account access, last month
          </Link>
          {count !== undefined && (
            <span aria-live="polite">
              {hasMore && 'Latest '}
              {formatCount(count, 'event')}
            </span>
          )}
        </>
      }
    >
      <SearchInput
        label="Search the audit log"
        value={filters.q}
        onValueChange={(q) => onChange({ q })}
        className="w-full sm:w-56 xl:w-72"
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
      <TextChip label="Actor" text={filters.actor} onRemove={() => onChange({ actor: '' })} />
      <TextChip label="Target" text={filters.target} onRemove={() => onChange({ target: '' })} />
      <When filters={filters} onChange={onChange} />
      <ViewControls page="activity" />
    </Toolbar>
  );
}

function When({
  filters: { when, from, to },
  onChange,
}: Pick<EventsToolbarProps, 'filters' | 'onChange'>) {
  const isCustom = when === 'custom' || (when === null && (from !== '' || to !== ''));
  return (
    <>
      <FilterChip
        label="When"
        value={isCustom ? 'custom' : when}
        options={ranges}
        onChange={(range) =>
          onChange(range === 'custom' ? { when: range } : { when: range, from: '', to: '' })
        }
      />
      {isCustom && (
        // In a line of their own rather than torn apart.
        <div className="flex gap-2 max-sm:w-full max-sm:flex-col">
          <DayInput label="From" value={from} onChange={(day) => onChange({ from: day })} />
          <DayInput label="To" value={to} onChange={(day) => onChange({ to: day })} />
        </div>
      )}
    </>
  );
}

type TextChipProps = { label: string; text: string; onRemove: () => void };

/** A filter that a link or an event's panel has set. */
function TextChip({ label, text, onRemove }: TextChipProps) {
  if (text === '') return null;
  return (
    <span className="inline-flex max-w-full min-w-0 items-center rounded-control border border-accent-line bg-accent-soft pl-2.5 text-12">
      <span className="min-w-0 truncate">
        {label}: <span className="text-accent-text">{text}</span>
      </span>
      <IconButton
        label={`Remove ${label.toLowerCase()} filter`}
        size="icon-sm"
        className="-my-px -mr-px"
        onClick={onRemove}
      >
        <X />
      </IconButton>
    </span>
  );
}
