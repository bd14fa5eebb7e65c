import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';

/** A cell to type in: its frame is faint until it is pointed at, so that a page of them stays calm. */
export function CellInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      autoComplete="off"
      spellCheck={false}
      className={cn(
        'block h-7 rounded-control border border-line bg-surface px-2 text-13 text-ink transition-colors duration-fast touch:h-11 base:w-full base:min-w-0',
        'group-hover/row:border-control focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0',
        'aria-invalid:border-bad-solid! aria-invalid:focus-visible:outline-bad-solid touch:border-control',
        className,
      )}
    />
  );
}
