'use client';

import { useEffect, useRef, type ComponentProps, type MouseEvent } from 'react';
import { cn } from '@/lib/client/cn';
import { buttonClass, type ButtonLook } from './button-class';

/** A spinning ring, hidden from screen readers: `aria-busy` on the button says it. */
function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden className={cn('animate-spin base:size-4', className)}>
      <circle
        cx="8"
        cy="8"
        r="6"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        opacity="0.25"
      />
      <path
        d="M14 8a6 6 0 0 0-6-6"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

export type ButtonProps = ComponentProps<'button'> &
  ButtonLook & {
    /** In progress: the button keeps its width and focus, and can't be clicked again. */
    isPending?: boolean;
  };

/** A second click this early belongs to a double click on what was there before the button. */
const DOUBLE_CLICK_MS = 700;

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
  // `aria-disabled` rather than `disabled`: a disabled button would lose the keyboard focus.
  const shownAt = useRef(Infinity);
  useEffect(() => {
    shownAt.current = performance.now();
  }, []);
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // The rest of a double click on a button that this one replaced, such as "Done" on a link that is
    // shown only once.
    const isLeftOver = event.detail > 1 && performance.now() - shownAt.current < DOUBLE_CLICK_MS;
    if (isPending || isLeftOver) event.preventDefault();
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
