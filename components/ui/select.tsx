import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';
import { controlClass } from './control-class';

/** The browser's own list: light, quick to type into, and right on a phone. */
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
