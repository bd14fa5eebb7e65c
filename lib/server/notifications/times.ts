import 'server-only';
import type { QuietHours } from '@/lib/contract/notifications';

const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** Whether nothing may be sent now. The end is not part of it; it may be on the next day. */
export function isQuiet(hours: QuietHours | null, now: Date): boolean {
  if (hours === null) return false;
  const { from, to, timeZone } = hours;
  const clock = clockAt(now, timeZone);
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}

/**
 * The next moment at which clocks there show that time, after `now`. On the day on which they skip
 * it, the moment is as much later as they are put forward; when they show it twice, it is the first.
 */
export function nextTime({ at, timeZone }: { at: string; timeZone: string }, now: Date): Date {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const ahead = minutesBetween(clockAt(now, timeZone), at);
  const usual = minute + (ahead === 0 ? DAY_MINUTES : ahead);
  // Clocks may have been changed meanwhile.
  const off = minutesBetween(clockAt(momentOf(usual), timeZone), at);
  const corrected = momentOf(usual + (off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off));
  return clockAt(corrected, timeZone) === at && corrected > now ? corrected : momentOf(usual);
}

/** The date of the last Monday, there, on which clocks have shown that time. `2026-11-30` */
export function lastMonday({ at, timeZone }: { at: string; timeZone: string }, now: Date): string {
  // Sweden writes dates as ISO 8601 does.
  const today = new Date(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now));
  const days = (today.getUTCDay() + 6) % 7;
  const back = days === 0 && clockAt(now, timeZone) < at ? 7 : days;
  return new Date(today.getTime() - back * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);
}

const momentOf = (minute: number) => new Date(minute * MINUTE_MS);

function clockAt(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(moment);
}

/** From one time of day to the next one that shows the other. */
function minutesBetween(from: string, to: string): number {
  return (minuteOf(to) - minuteOf(from) + DAY_MINUTES) % DAY_MINUTES;
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
