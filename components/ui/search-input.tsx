'use client';

import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { cn } from '@/lib/client/cn';
import { controlClass } from './inputs';
import { Kbd } from './kbd';
import { enterFirstRow, useKeys } from './use-keys';

type SearchInputProps = {
  value: string;
  onValueChange: (value: string) => void;
  /** The accessible name and the placeholder: "Search users". */
  label: string;
  /** The id of the list it filters, for `aria-controls`. */
  controls?: string;
  className?: string;
};

/**
 * A search that filters as you type. `/` focuses it from anywhere, Escape clears it, and the down
 * arrow moves into the list.
 */
export function SearchInput({
  value,
  onValueChange,
  label,
  controls,
  className,
}: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  return (
    <div
      role="search"
      className={cn('group/search relative base:w-full', value === '' && 'print:hidden', className)}
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') onValueChange('');
          else if (event.key === 'Escape') input.current?.blur();
          if (event.key === 'ArrowDown' && enterFirstRow(controls)) event.preventDefault();
        }}
        aria-label={label}
        aria-keyshortcuts="/"
        aria-controls={controls}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        className={cn(controlClass, 'h-8 px-8 touch:h-11')}
      />
      {value === '' ? (
        <span
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2 group-focus-within/search:hidden touch:hidden"
        >
          <Kbd>/</Kbd>
        </span>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            onValueChange('');
            input.current?.focus();
          }}
          className="absolute top-1/2 right-1 grid size-6 -translate-y-1/2 place-items-center rounded-tag text-muted hover:bg-sunken hover:text-ink touch:size-9"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}
