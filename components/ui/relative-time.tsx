'use client';

import { useSyncExternalStore } from 'react';
import { cn } from '@/lib/client/cn';
import {
  formatAge,
  formatClock,
  formatDate,
  formatDateTime,
  formatExact,
  formatRelative,
  type Zone,
} from '@/lib/shared/format';

/** One clock for all times on a page. */
const subscribe = every(20_000);

/** Rounded up to whole seconds: nothing that just happened may appear to be in the future. */
const currentSecondMs = () => Math.ceil(Date.now() / 1_000) * 1_000;

const never = () => () => {};

type RelativeTimeProps = {
  /** ISO moment. */
  at: string;
  /** Always date and time, never "5 min ago". */
  isAbsolute?: boolean;
  /** With the time of day in front: "14:02 (5 min ago)". */
  hasClock?: boolean;
  className?: string;
};

/**
 * Relative if recent, else "3 May 2026, 14:02", with the exact local time and UTC on hover. The
 * server doesn't know the reader's time zone, so it renders UTC until the browser takes over.
 */
export function RelativeTime({
  at,
  isAbsolute = false,
  hasClock = false,
  className,
}: RelativeTimeProps) {
  const formatPassed = hasClock ? formatAge : formatRelative;
  const nowMs = useSyncExternalStore(subscribe, currentSecondMs, currentSecondMs);
  const zone = useZone();
  return (
    <time
      dateTime={at}
      title={zone === 'local' ? formatExact(at) : undefined}
      suppressHydrationWarning
      className={cn('whitespace-nowrap', className)}
    >
      {isAbsolute ? formatDateTime(at, zone) : formatPassed(at, nowMs, zone)}
    </time>
  );
}

/** "14:02:09", or with its day in front, and the moment in UTC on hover. */
export function ClockTime({ at, hasDay = false }: { at: string; hasDay?: boolean }) {
  const zone = useZone();
  return (
    <time
      dateTime={at}
      title={`${formatDate(at, 'utc')}, ${formatClock(at, 'utc')} UTC`}
      suppressHydrationWarning
      className="whitespace-nowrap tabular-nums"
    >
      {hasDay && `${formatDate(at, zone)}, `}
      {formatClock(at, zone)}
    </time>
  );
}

/** The reader's zone, once the browser has taken over. */
export function useZone(): Zone {
  return useSyncExternalStore<Zone>(
    never,
    () => 'local',
    () => 'utc',
  );
}

/**
 * A clock for `useSyncExternalStore`: calls all listeners every `tickMs`, with one timer that runs
 * only while there are listeners.
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
