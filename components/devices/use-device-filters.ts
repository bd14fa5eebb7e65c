'use client';

import { useUrlFilters } from '@/components/ui/use-url-state';
import type { DeviceSort } from '@/lib/contract/devices';
import { deviceFilterParsers, type DeviceFilters } from './device-filters';

export type SortKey = Exclude<DeviceSort, `-${string}`>;

/** The filters of the list, kept in the URL, and the ways to change them. */
export function useDeviceFilters() {
  const [filters, setFilters] = useUrlFilters(deviceFilterParsers, ['search']);
  return {
    filters,
    /** What changes which rows match leads back to the first page. */
    changeFilters: (change: Partial<DeviceFilters>) => setFilters({ page: 1, ...change }),
    /** A page that is no longer there: not a step that Back should lead to again. */
    correctPage: (page: number) => setFilters({ page }, { history: 'replace' }),
    clearFilters: () =>
      setFilters({ search: '', state: null, shared: null, offlineDays: null, page: 1 }),
    /** The same heading again turns the order round. */
    sortBy: (key: SortKey) =>
      setFilters({ page: 1, sort: filters.sort === key ? (`-${key}` as const) : key }),
  };
}
