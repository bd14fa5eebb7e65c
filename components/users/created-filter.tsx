'use client';

import { useState } from 'react';
import { DayInput } from '@/components/ui/day-input';
import { Chip } from '@/components/ui/filter-chip';
import type { MenuEntry } from '@/components/ui/menu-content';
import { formatDay } from '@/lib/shared/format';
import type { UserListFilters } from './queries';

export type Days = Pick<UserListFilters, 'createdFrom' | 'createdTo'>;

const spans = [7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** The first of the last so many days, today included, as RemotePC counts them: in UTC. */
export function firstOfLast(days: number): string {
  return new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** The days to choose from a menu. */
export function spanEntries(
  { createdFrom, createdTo }: Days,
  onChange: (days: Days) => void,
): MenuEntry[] {
  return spans.map((days) => {
    const from = firstOfLast(days);
    return {
      label: `Last ${days} days`,
      isChecked: createdFrom === from && createdTo === null,
      onSelect: () => onChange({ createdFrom: from, createdTo: null }),
    };
  });
}

type CreatedFilterProps = { days: Days; onChange: (days: Days) => void };

/** When users were created: the last days, or from one day to another. */
export function CreatedFilter({ days, onChange }: CreatedFilterProps) {
  const [isOpen, setIsOpen] = useState(days.createdTo !== null);
  const { createdFrom, createdTo } = days;
  return (
    <>
      <Chip
        label="Created"
        shown={inWords(days)}
        entries={[
          ...spanEntries(days, (next) => {
            setIsOpen(false);
            onChange(next);
          }),
          { label: 'Between two days…', isChecked: isOpen, onSelect: () => setIsOpen(true) },
        ]}
        onRemove={() => onChange({ createdFrom: null, createdTo: null })}
      />
      {isOpen && (
        // In a line of their own rather than torn apart.
        <div className="flex gap-2 max-sm:w-full max-sm:flex-col">
          <DayInput
            label="From"
            value={createdFrom ?? ''}
            onChange={(day) => onChange({ createdFrom: day || null, createdTo })}
          />
          <DayInput
            label="To"
            value={createdTo ?? ''}
            onChange={(day) => onChange({ createdFrom, createdTo: day || null })}
          />
        </div>
      )}
    </>
  );
}

function inWords({ createdFrom, createdTo }: Days): string | null {
  if (createdFrom && createdTo) return `${formatDay(createdFrom)} – ${formatDay(createdTo)}`;
  if (createdTo) return `until ${formatDay(createdTo)}`;
  if (!createdFrom) return null;
  const span = spans.find((days) => firstOfLast(days) === createdFrom);
  return span ? `last ${span} days` : `since ${formatDay(createdFrom)}`;
}
