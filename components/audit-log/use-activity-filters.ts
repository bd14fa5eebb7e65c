'use client';

import { useUrlFilters } from '@/components/ui/use-url-state';
import { activityFilterParsers } from './activity-filters';

/** The filters of the activity, kept in the URL. */
export function useActivityFilters() {
  const [filters, changeFilters] = useUrlFilters(activityFilterParsers, ['target', 'actor']);
  return {
    filters,
    changeFilters,
    clearFilters: () => changeFilters(null),
    isFiltered: Object.values(filters).some(Boolean),
  };
}
