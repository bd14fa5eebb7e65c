import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';

/** The frame of text fields and selects. */
export const controlClass = [
  'block rounded-control border border-control bg-surface text-13 text-ink base:w-full base:min-w-0',
  'transition-colors duration-fast hover:border-muted',
  'focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0',
  'aria-invalid:border-bad-solid aria-invalid:focus-visible:outline-bad-solid',
  'disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-muted',
].join(' ');

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      className={cn(controlClass, 'h-8 px-2.5 read-only:bg-sunken touch:h-11', className)}
    />
  );
}

/** The browser's own select: light, good with a keyboard, and right on a phone. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative block base:w-full', className)}>
      <select {...rest} className={cn(controlClass, 'h-8 appearance-none pr-8 pl-2.5 touch:h-11')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cn(controlClass, 'resize-y px-2.5 py-1.5 read-only:bg-sunken', className)}
    />
  );
}
