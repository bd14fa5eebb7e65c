'use client';

import { useUrlFilters } from '@/components/ui/use-url-state';
import type { UserSort } from '@/lib/contract/users';
import { userFilterParsers, type UserListFilters } from './user-filters';

type SortKey = Exclude<UserSort, `-${string}`>;

/** The filters of the list, kept in the URL. */
export function useUserFilters() {
  const [filters, setFilters] = useUrlFilters(userFilterParsers, ['search']);
  return {
    filters,
    /** Changing what matches returns to the first page. */
    changeFilters: (change: Partial<UserListFilters>) => setFilters({ page: 1, ...change }),
    /** Replaces a page that no longer exists, so that Back doesn't return to it. */
    correctPage: (page: number) => void setFilters({ page }, { history: 'replace' }),
    clearFilters: () => setFilters({ search: '', status: null, seats: null, page: 1 }),
    sortBy: (key: SortKey) => setFilters({ page: 1, sort: nextSort(filters.sort, key) }),
  };
}

/** Names start at A, numbers and dates with the largest; the same heading again reverses it. */
function nextSort(current: UserSort, key: SortKey): UserSort {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return key === 'username' ? key : `-${key}`;
}
