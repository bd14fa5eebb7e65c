'use client';

import { useUrlFilters } from '@/components/ui/use-url-state';
import type { UserSort } from '@/lib/contract/users';
import { userFilterParsers, type UserListFilters } from './user-filters';

type SortKey = Exclude<UserSort, `-${string}`>;

/** The filters of the list, kept in the URL, and the ways to change them. */
export function useUserFilters() {
  const [filters, setFilters] = useUrlFilters(userFilterParsers, ['search']);
  return {
    filters,
    /** What changes which rows match leads back to the first page. */
    changeFilters: (change: Partial<UserListFilters>) => setFilters({ page: 1, ...change }),
    /** A page that is no longer there: not a step that Back should lead to again. */
    correctPage: (page: number) => setFilters({ page }, { history: 'replace' }),
    clearFilters: () => setFilters({ search: '', status: null, seats: null, page: 1 }),
    sortBy: (key: SortKey) => setFilters({ page: 1, sort: nextSort(filters.sort, key) }),
  };
}

/** Names begin at A, figures and dates with the largest; the same heading again turns it round. */
function nextSort(current: UserSort, key: SortKey): UserSort {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return key === 'username' ? key : `-${key}`;
}
