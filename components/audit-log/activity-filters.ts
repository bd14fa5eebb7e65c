import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { actionGroups } from '@/lib/shared/audit-actions';

export const outcomes = ['success', 'failure', 'denied', 'unknown'] as const;
const groups = actionGroups.map(({ value }) => value);

/** What the activity shows, as it stands in the page's URL. */
export const activityFilterParsers = {
  actor: parseAsString.withDefault(''),
  target: parseAsString.withDefault(''),
  action: parseAsStringLiteral(groups),
  outcome: parseAsStringLiteral(outcomes),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
};

export type ActivityListFilters = inferParserType<typeof activityFilterParsers>;

/**
 * The filters as a query of our API; what is empty is left out. A day is the reader's own, as the
 * times in the list are: it goes out as the moments at which it begins and ends for them.
 */
export function activityParameters(filters: ActivityListFilters): URLSearchParams {
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

/** Midnight in the reader's zone, `days` later; null for what isn't a day. */
function startOfDay(day: string, days = 0): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number);
  // Not by adding hours: the day on which clocks are changed has 23 or 25.
  const midnight = new Date(year, month - 1, date + days);
  // `new Date` takes the years 0 to 99 as those of the last century.
  if (year < 100) midnight.setFullYear(year);
  return Number.isNaN(midnight.getTime()) ? null : midnight;
}
