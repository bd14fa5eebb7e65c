import { cn } from '@/lib/client/cn';
import { formatNumber } from '@/lib/shared/format';

type Chip<Value extends string> = { value: Value | null; label: string; count: number };

type CountChipsProps<Value extends string> = {
  /** The accessible name: what is filtered. */
  label: string;
  value: Value | null;
  chips: readonly Chip<Value>[];
  onChange: (value: Value | null) => void;
};

/** Counts that filter the table below. All are visible, on as many lines as needed. */
export function CountChips<Value extends string>({
  label,
  value,
  chips,
  onChange,
}: CountChipsProps<Value>) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
      {chips.map((chip) => {
        const isSelected = chip.value === value;
        return (
          <button
            key={chip.value ?? ''}
            type="button"
            aria-pressed={isSelected}
            onClick={() => onChange(chip.value)}
            className={cn(
              'inline-flex h-7 items-center gap-1.5 rounded-control border px-2 text-12 font-medium whitespace-nowrap transition-colors duration-fast touch:h-10',
              isSelected
                ? 'border-accent-line bg-accent-soft text-accent-text'
                : 'border-line-strong text-muted hover:bg-hover hover:text-ink',
            )}
          >
            {chip.label}{' '}
            <span className={cn('tabular-nums', isSelected ? undefined : 'text-ink')}>
              {formatNumber(chip.count)}
            </span>
          </button>
        );
      })}
    </div>
  );
}
