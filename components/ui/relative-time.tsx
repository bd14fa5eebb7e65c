'use client';

import { useSyncExternalStore } from 'react';
import { cn } from '@/lib/client/cn';
import { formatDateTime, formatExact, formatRelative } from '@/lib/shared/format';

/** One clock for all times of a page. */
const subscribe = every(20_000);

/** Whole seconds, never behind the present: what has just happened is not still to come. */
const currentSecondMs = () => Math.ceil(Date.now() / 1_000) * 1_000;

const never = () => () => {};

type RelativeTimeProps = {
  /** ISO moment. */
  at: string;
  /** Always the date and the clock, never "5 min ago". */
  isAbsolute?: boolean;
  className?: string;
};

/**
 * Relative where recent, else "3 May 2026, 14:02"; the exact local time with UTC on hover. The
 * server doesn't know the reader's zone: it writes UTC, and the browser takes over once it runs.
 */
export function RelativeTime({ at, isAbsolute = false, className }: RelativeTimeProps) {
  const nowMs = useSyncExternalStore(subscribe, currentSecondMs, currentSecondMs);
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const zone = isInBrowser ? 'local' : 'utc';
  return (
    <time
      dateTime={at}
      title={isInBrowser ? formatExact(at) : undefined}
      suppressHydrationWarning
      className={cn('whitespace-nowrap', className)}
    >
      {isAbsolute ? formatDateTime(at, zone) : formatRelative(at, nowMs, zone)}
    </time>
  );
}

/**
 * What `useSyncExternalStore` subscribes to for the time: wakes all listeners at that pace, by one
 * timer that runs only while somebody listens.
 */
export function every(tickMs: number): (listener: () => void) => () => void {
  const listeners = new Set<() => void>();
  let interval: ReturnType<typeof setInterval> | undefined;
  return (listener) => {
    listeners.add(listener);
    interval ??= setInterval(() => listeners.forEach((each) => each()), tickMs);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(interval);
      interval = undefined;
    };
  };
}
