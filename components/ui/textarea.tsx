import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';
import { controlClass } from './control-class';

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cn(controlClass, 'resize-y px-2.5 py-1.5 read-only:bg-sunken', className)}
    />
  );
}
