'use client';

import { useQueryStates } from 'nuqs';
import { activityFilterParsers } from './activity-filters';

/** The filters of the activity, kept in the URL. */
export function useActivityFilters() {
  const [filters, changeFilters] = useQueryStates(activityFilterParsers, {
    history: 'replace',
    shallow: true,
  });
  return {
    filters,
    changeFilters,
    clearFilters: () => changeFilters(null),
    isFiltered: Object.values(filters).some(Boolean),
  };
}
