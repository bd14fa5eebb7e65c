import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { actionGroups } from '@/lib/schemas/audit-actions';

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

/** The filters as a query of our API; what is empty is left out. */
export function activityParameters(filters: ActivityListFilters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value) parameters.set(name, value);
  }
  return parameters;
}
