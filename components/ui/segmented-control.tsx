'use client';

import { useId, type ReactNode, type Ref } from 'react';
import { cn } from '@/lib/client/cn';

type SegmentedControlProps<Value extends string> = {
  /** The accessible name: what is selected. */
  label: string;
  /** `null`: none yet. */
  value: Value | null;
  options: readonly { value: Value; label: string; icon?: ReactNode; count?: ReactNode }[];
  onChange: (value: Value) => void;
  /** Shows only icons, with their labels as accessible names and tooltips. */
  isIconOnly?: boolean;
  /** Of the selected option, for a dialog that begins with it. */
  fieldRef?: Ref<HTMLInputElement>;
  className?: string;
};

/** A choice of a few options, side by side. Arrow keys change it. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  options,
  onChange,
  isIconOnly = false,
  fieldRef,
  className,
}: SegmentedControlProps<Value>) {
  const name = useId();
  return (
    <fieldset
      className={cn(
        'max-w-full rounded-control border border-line-strong bg-sunken p-px base:inline-flex',
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={isIconOnly ? option.label : undefined}
          className={cn(
            'relative flex h-7 min-w-0 flex-auto cursor-pointer items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-12 font-medium whitespace-nowrap text-muted transition-colors duration-fast hover:text-ink touch:h-10',
            'has-checked:bg-raised has-checked:text-ink has-checked:ring-1 has-checked:ring-line-strong has-focus-visible:outline-2 has-focus-visible:outline-focus [&_svg]:size-3.5 [&_svg]:shrink-0',
            isIconOnly && 'px-2',
          )}
        >
          <input
            ref={option.value === value ? fieldRef : undefined}
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none opacity-0"
          />
          {option.icon}
          <span className={isIconOnly ? 'sr-only' : 'truncate'}>{option.label}</span>
          {option.count !== undefined && (
            <span className="font-normal tabular-nums">{option.count}</span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
