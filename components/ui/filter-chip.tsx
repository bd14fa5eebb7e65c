'use client';

import { ChevronDown, X } from 'lucide-react';
import { cn } from '@/lib/client/cn';
import { IconButton } from './icon-button';
import { MenuButton } from './menu-button';

type FilterChipProps<Value extends string> = {
  /** What is filtered, as in "Status". */
  label: string;
  value: Value | null;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | null) => void;
};

/** One filter above a table: selected from a menu, removed with its cross. */
export function FilterChip<Value extends string>({
  label,
  value,
  options,
  onChange,
}: FilterChipProps<Value>) {
  const selected = options.find((option) => option.value === value);
  return (
    <span
      className={cn(
        'inline-flex items-center rounded-control border transition-colors duration-fast',
        selected ? 'border-accent-line bg-accent-soft' : 'border-dashed border-line-strong',
      )}
    >
      <MenuButton
        variant="ghost"
        size="sm"
        label={`Filter by ${label.toLowerCase()}`}
        className="-m-px"
        entries={[
          { label: 'Any', isChecked: !selected, onSelect: () => onChange(null) },
          { kind: 'separator' },
          ...options.map((option) => ({
            label: option.label,
            isChecked: option.value === value,
            onSelect: () => onChange(option.value),
          })),
        ]}
      >
        {selected ? (
          <span>
            {label}: <span className="text-accent-text">{selected.label}</span>
          </span>
        ) : (
          label
        )}
        {!selected && <ChevronDown aria-hidden />}
      </MenuButton>
      {selected && (
        <IconButton
          label={`Remove ${label.toLowerCase()} filter`}
          size="icon-sm"
          className="-m-px -ml-1"
          onClick={() => onChange(null)}
        >
          <X />
        </IconButton>
      )}
    </span>
  );
}
