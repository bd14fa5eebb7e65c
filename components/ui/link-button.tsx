import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';
import { buttonClass, type ButtonLook } from './button-class';

/** A link that stands where a button would: it leads somewhere, it changes nothing. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...rest} className={cn(buttonClass({ variant, size }), className)} />;
}
