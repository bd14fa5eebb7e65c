'use client';

import type { ComponentProps, MouseEvent } from 'react';
import { cn } from '@/lib/cn';
import { buttonClass, type ButtonLook } from './button-class';
import { Spinner } from './spinner';

export type ButtonProps = ComponentProps<'button'> &
  ButtonLook & {
    /** Work is under way: the button keeps its width and its focus, and can't be pressed again. */
    isPending?: boolean;
  };

export function Button({
  variant,
  size,
  isPending = false,
  type = 'button',
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  // `aria-disabled` rather than `disabled`: a disabled button would throw the keyboard's focus away.
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isPending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      onClick={press}
      aria-disabled={isPending || rest['aria-disabled'] || undefined}
      aria-busy={isPending || undefined}
      className={cn(buttonClass({ variant, size }), className)}
    >
      {isPending && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
      <span className={cn('contents', isPending && '[&>*]:invisible')}>
        {isPending ? (
          <span className="inline-flex items-center gap-1.5">{children}</span>
        ) : (
          children
        )}
      </span>
    </button>
  );
}
