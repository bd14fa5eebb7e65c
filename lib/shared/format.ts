/**
 * Texts for people: formatted by hand rather than by `Intl`, so that server and browser never
 * differ.
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Older moments are shown as a date. */
const RECENT = 7 * DAY;

export type Zone = 'local' | 'utc';

/** A moment as sent over the wire: ISO text, or a `Date`. */
export type Moment = string | Date;

/** `1234567` → "1,234,567". */
export function formatNumber(value: number): string {
  const [whole = '', fraction] = String(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `formatCount(1, 'user')` → "1 user"; `formatCount(1240, 'user')` → "1,240 users". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

/**
 * A day without a time: "2026-05-03" → "3 May 2026". Text that isn't a day is returned unchanged.
 */
export function formatDay(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const month = match && MONTHS[Number(match[2]) - 1];
  return match && month ? `${Number(match[3])} ${month} ${match[1]}` : day;
}

/** "3 May 2026". */
export function formatDate(moment: Moment, zone: Zone = 'local'): string {
  const date = new Date(moment);
  return zone === 'utc'
    ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
    : `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** "14:02". */
export function formatTime(moment: Moment, zone: Zone = 'local'): string {
  const date = new Date(moment);
  const [hours, minutes] =
    zone === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes()]
      : [date.getHours(), date.getMinutes()];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** "14:02:09". */
export function formatClock(moment: Moment, zone: Zone = 'local'): string {
  const seconds = new Date(moment).getSeconds();
  return `${formatTime(moment, zone)}:${String(seconds).padStart(2, '0')}`;
}

/** "3 May 2026, 14:02". */
export function formatDateTime(moment: Moment, zone: Zone = 'local'): string {
  return `${formatDate(moment, zone)}, ${formatTime(moment, zone)}`;
}

/** "14:02 (5 min ago)"; the date and time if it's a day or more ago. */
export function formatAge(moment: Moment, nowMs: number, zone: Zone = 'local'): string {
  if (nowMs - new Date(moment).getTime() >= DAY) return formatDateTime(moment, zone);
  return `${formatTime(moment, zone)} (${formatRelative(moment, nowMs, zone)})`;
}

/** Shown on hover: "3 May 2026, 14:02 (12:02 UTC)". */
export function formatExact(moment: Moment): string {
  const isSameDay = formatDate(moment, 'local') === formatDate(moment, 'utc');
  const utc = isSameDay ? formatTime(moment, 'utc') : formatDateTime(moment, 'utc');
  return `${formatDateTime(moment, 'local')} (${utc} UTC)`;
}

/**
 * "just now", "5 min ago", "3 h ago", "2 days ago", "in 12 min"; the date if it's a week or more
 * away. `nowMs`: the current time as epoch milliseconds.
 */
export function formatRelative(moment: Moment, nowMs: number, zone: Zone = 'local'): string {
  const distance = nowMs - new Date(moment).getTime();
  const size = Math.abs(distance);
  if (size >= RECENT) return formatDateTime(moment, zone);
  if (size < 45 * SECOND) return distance >= 0 ? 'just now' : 'in a moment';
  const amount = relativeAmount(size);
  return distance >= 0 ? `${amount} ago` : `in ${amount}`;
}

function relativeAmount(size: number): string {
  if (size < HOUR) return `${Math.max(1, Math.floor(size / MINUTE))} min`;
  if (size < DAY) return `${Math.floor(size / HOUR)} h`;
  return formatCount(Math.floor(size / DAY), 'day');
}

/** A duration in its two largest units: "45 s", "3 min 20 s", "2 h 5 min", "3 days". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  if (seconds < 86_400) {
    return joined(Math.floor(seconds / 3_600), 'h', Math.floor((seconds % 3_600) / 60), 'min');
  }
  return formatCount(Math.floor(seconds / 86_400), 'day');
}

/** A waiting time in a sentence, rounded up: "a minute", "15 minutes". */
export function formatMinutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count <= 1 ? 'a minute' : `${count} minutes`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
