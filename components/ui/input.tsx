import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';
import { controlClass } from './control-class';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      {...rest}
      className={cn(controlClass, 'h-8 px-2.5 read-only:bg-sunken touch:h-11', className)}
    />
  );
}
