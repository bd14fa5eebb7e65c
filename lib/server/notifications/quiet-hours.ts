import 'server-only';
import type { QuietHours } from '@/lib/contract/notifications';

/** Whether nothing may be sent now. The end is not part of it; it may be on the next day. */
export function isQuiet(hours: QuietHours | null, now: Date): boolean {
  if (hours === null) return false;
  const { from, to, timeZone } = hours;
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(now);
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}
