import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/client/cn';
import { buttonClass, type ButtonLook } from './button-class';

/** A link that looks like a button. It goes to a page and changes nothing. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...rest} className={cn(buttonClass({ variant, size }), className)} />;
}
