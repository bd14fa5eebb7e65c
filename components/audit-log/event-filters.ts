import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { actionGroups } from '@/lib/shared/audit-actions';

export const outcomes = ['success', 'failure', 'denied', 'unknown'] as const;
const groups = actionGroups.map(({ value }) => value);

/** Ranges that move with the day on which a link is opened. */
export const ranges = [
  { value: 'today', label: 'Today' },
  { value: 'last-7-days', label: 'Last 7 days' },
  { value: 'last-30-days', label: 'Last 30 days' },
  { value: 'this-month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: 'custom', label: 'Custom' },
] as const;
export type Range = (typeof ranges)[number]['value'];

/** The filters of the audit log, as in the page's URL. */
export const eventFilterParsers = {
  q: parseAsString.withDefault(''),
  actor: parseAsString.withDefault(''),
  target: parseAsString.withDefault(''),
  action: parseAsStringLiteral(groups),
  account: parseAsString,
  outcome: parseAsStringLiteral(outcomes),
  when: parseAsStringLiteral(ranges.map(({ value }) => value)),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
};

export type EventFilters = inferParserType<typeof eventFilterParsers>;

/** Whether only the browser knows what they mean: it has the reader's time zone. */
export function areOfZone({ when, from, to }: EventFilters): boolean {
  return when !== null || from !== '' || to !== '';
}

/**
 * The filters as a query of our API, without empty ones. Days are in the reader's time zone, like
 * the times in the list, and are sent as the moments at which they begin and end.
 */
export function eventParameters(filters: EventFilters, now = new Date()): URLSearchParams {
  const { when, from, to, ...others } = filters;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value) parameters.set(name, value);
  }
  const [begin, end] =
    when === null || when === 'custom' ? [startOfDay(from), startOfDay(to, 1)] : spanOf(when, now);
  if (begin) parameters.set('from', begin.toISOString());
  if (end) parameters.set('to', new Date(end.getTime() - 1).toISOString());
  return parameters;
}

/** From when, and until when; null: until now. */
function spanOf(when: Exclude<Range, 'custom'>, now: Date): [Date, Date | null] {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  switch (when) {
    case 'today':
      return [new Date(year, month, day), null];
    case 'last-7-days':
      return [new Date(year, month, day - 6), null];
    case 'last-30-days':
      return [new Date(year, month, day - 29), null];
    case 'this-month':
      return [new Date(year, month, 1), null];
    case 'last-month':
      return [new Date(year, month - 1, 1), new Date(year, month, 1)];
  }
}

/** Midnight in the reader's time zone, `days` later; null for anything that isn't a day. */
function startOfDay(day: string, days = 0): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number);
  // Not by adding hours: a day on which the clocks change has 23 or 25 of them.
  const midnight = new Date(year, month - 1, date + days);
  // `new Date` reads the years 0 to 99 as 1900 to 1999.
  if (year < 100) midnight.setFullYear(year);
  return Number.isNaN(midnight.getTime()) ? null : midnight;
}
