'use client';

import { cn } from '@/lib/client/cn';
import { formatDuration, formatExact } from '@/lib/shared/format';
import { useNow } from './use-now';

type TimeLeftProps = {
  /** ISO moment at which the connection ends at the latest. */
  expiresAt: string;
  className?: string;
};

/** "7 h 58 min left", counting down; the exact end on hover. */
export function TimeLeft({ expiresAt, className }: TimeLeftProps) {
  const left = Date.parse(expiresAt) - useNow();
  return (
    <time
      dateTime={expiresAt}
      title={`Ends ${formatExact(expiresAt)} at the latest`}
      suppressHydrationWarning
      className={cn('whitespace-nowrap', className)}
    >
      {left > 0 ? `${formatDuration(left)} left` : 'Ended'}
    </time>
  );
}
