import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { actionGroups } from '@/lib/shared/audit-actions';

export const outcomes = ['success', 'failure', 'denied', 'unknown'] as const;
const groups = actionGroups.map(({ value }) => value);

/** The filters of the audit log, as in the page's URL. */
export const eventFilterParsers = {
  actor: parseAsString.withDefault(''),
  target: parseAsString.withDefault(''),
  action: parseAsStringLiteral(groups),
  account: parseAsString,
  outcome: parseAsStringLiteral(outcomes),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
};

export type EventFilters = inferParserType<typeof eventFilterParsers>;

/**
 * The filters as a query of our API, without empty ones. Days are in the reader's time zone, like
 * the times in the list, and are sent as the moments at which they begin and end.
 */
export function eventParameters(filters: EventFilters): URLSearchParams {
  const { from, to, ...others } = filters;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value) parameters.set(name, value);
  }
  const begin = startOfDay(from);
  const end = startOfDay(to, 1);
  if (begin) parameters.set('from', begin.toISOString());
  if (end) parameters.set('to', new Date(end.getTime() - 1).toISOString());
  return parameters;
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
