'use client';

import { Check, Minus } from 'lucide-react';
import { useEffect, useRef, type ComponentProps, type ReactNode } from 'react';
import { cn } from '@/lib/client/cn';

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'ref'> & {
  /** Some of the items it stands for are selected. */
  isIndeterminate?: boolean;
  /** Text beside the box. Without it, pass `aria-label`. */
  label?: ReactNode;
  help?: ReactNode;
  ref?: (element: HTMLInputElement | null) => void;
};

export function Checkbox({
  isIndeterminate = false,
  label,
  help,
  className,
  ref,
  ...rest
}: CheckboxProps) {
  const input = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = isIndeterminate;
  }, [isIndeterminate]);

  const box = (
    <span className="relative grid size-4 shrink-0 place-items-center">
      <input
        {...rest}
        type="checkbox"
        ref={(element) => {
          input.current = element;
          ref?.(element);
        }}
        className={cn(
          'peer absolute inset-0 size-4 cursor-pointer appearance-none rounded-tag border border-control bg-surface transition-colors duration-fast',
          'checked:border-accent-solid checked:bg-accent-solid indeterminate:border-accent-solid indeterminate:bg-accent-solid',
          'hover:border-muted disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-bad-solid',
          // A target larger than the box: 24 px, 44 px on touch.
          'before:absolute before:-inset-1 touch:before:-inset-3.5',
          !label && className,
        )}
      />
      <Check
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none relative hidden size-3 text-on-accent peer-checked:block peer-indeterminate:hidden"
      />
      <Minus
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none relative hidden size-3 text-on-accent peer-indeterminate:block"
      />
    </span>
  );
  if (!label) return box;
  return (
    <label className={cn('flex cursor-pointer items-start gap-2 text-13 touch:py-2', className)}>
      <span className="flex h-5 items-center">{box}</span>
      <span>
        {label}
        {help && <span className="block text-12 text-muted">{help}</span>}
      </span>
    </label>
  );
}
