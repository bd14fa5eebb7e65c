'use client';

import { useQueryStates } from 'nuqs';
import type { DeviceSort } from '@/lib/schemas/devices';
import { deviceFilterParsers, type DeviceFilters } from './device-filters';

export type SortKey = Exclude<DeviceSort, `-${string}`>;

/** The filters of the list, kept in the URL, and the ways to change them. */
export function useDeviceFilters() {
  const [filters, setFilters] = useQueryStates(deviceFilterParsers, {
    history: 'replace',
    shallow: true,
  });
  return {
    filters,
    /** What changes which rows match leads back to the first page. */
    changeFilters: (change: Partial<DeviceFilters>) => setFilters({ page: 1, ...change }),
    clearFilters: () =>
      setFilters({ search: '', state: null, shared: null, offlineDays: null, page: 1 }),
    /** The same heading again turns the order round. */
    sortBy: (key: SortKey) =>
      setFilters(({ sort }) => ({ page: 1, sort: sort === key ? (`-${key}` as const) : key })),
  };
}
