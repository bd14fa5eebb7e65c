'use client';

import { useSyncExternalStore } from 'react';
import { cn } from '@/lib/client/cn';
import { Button, type ButtonProps } from './button';

const never = () => () => {};

/**
 * For the pages before sign-in, which people use while they still load: disabled until React runs in
 * the page, as a press before that would be lost without a word. It doesn't fade for that moment.
 */
export function ReadyButton({ className, ...rest }: ButtonProps) {
  const isReady = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return <Button {...rest} disabled={!isReady} className={cn('disabled:opacity-100', className)} />;
}
