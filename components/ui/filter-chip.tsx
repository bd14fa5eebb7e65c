'use client';

import { ChevronDown, X } from 'lucide-react';
import { cn } from '@/lib/client/cn';
import { IconButton } from './icon-button';
import { MenuButton } from './menu-button';
import type { MenuEntry } from './menu-content';

type Option<Value extends string> = { value: Value; label: string };

type FilterChipProps<Value extends string> = {
  /** What is filtered, as in "Status". */
  label: string;
  value: Value | null;
  options: readonly Option<Value>[];
  onChange: (value: Value | null) => void;
};

/** One filter above a table: selected from a menu, removed with its cross. */
export function FilterChip<Value extends string>(props: FilterChipProps<Value>) {
  const { label, value, options, onChange } = props;
  const selected = options.find((option) => option.value === value);
  return (
    <Chip
      label={label}
      shown={selected?.label ?? null}
      onRemove={() => onChange(null)}
      entries={[
        { label: 'Any', isChecked: !selected, onSelect: () => onChange(null) },
        { kind: 'separator' },
        ...options.map((option) => ({
          label: option.label,
          isChecked: option.value === value,
          onSelect: () => onChange(option.value),
        })),
      ]}
    />
  );
}

type FilterChipOfSeveralProps<Value extends string> = {
  label: string;
  /** Those of which any may match; empty: no filter. */
  values: readonly Value[];
  options: readonly Option<Value>[];
  onChange: (values: Value[]) => void;
};

/** A filter with which several values may match. */
export function FilterChipOfSeveral<Value extends string>(props: FilterChipOfSeveralProps<Value>) {
  const { label, values, options, onChange } = props;
  const selected = options.filter(({ value }) => values.includes(value));
  const toggled = (value: Value) =>
    values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return (
    <Chip
      label={label}
      shown={selected.length > 0 ? selected.map((option) => option.label).join(' or ') : null}
      onRemove={() => onChange([])}
      entries={options.map((option) => ({
        label: option.label,
        isChecked: values.includes(option.value),
        isOneOfSeveral: true,
        onSelect: () => onChange(toggled(option.value)),
      }))}
    />
  );
}

type ChipProps = {
  label: string;
  /** The filter in words; null: none is selected. */
  shown: string | null;
  entries: MenuEntry[];
  onRemove: () => void;
};

/** The look of a filter; for one whose values aren't a list, use it with entries of your own. */
export function Chip({ label, shown, entries, onRemove }: ChipProps) {
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-center rounded-control border transition-colors duration-fast',
        shown === null
          ? 'border-dashed border-line-strong print:hidden'
          : 'border-accent-line bg-accent-soft',
      )}
    >
      <MenuButton
        variant="ghost"
        size="sm"
        label={`Filter by ${label.toLowerCase()}`}
        className="-m-px min-w-0"
        // What is filtered by belongs on paper, too.
        buttonClassName="print:inline-flex!"
        entries={entries}
      >
        {shown === null ? (
          label
        ) : (
          <span className="truncate">
            {label}: <span className="text-accent-text">{shown}</span>
          </span>
        )}
        {shown === null && <ChevronDown aria-hidden />}
      </MenuButton>
      {shown !== null && (
        <IconButton
          label={`Remove ${label.toLowerCase()} filter`}
          size="icon-sm"
          className="-m-px -ml-1"
          onClick={onRemove}
        >
          <X />
        </IconButton>
      )}
    </span>
  );
}
