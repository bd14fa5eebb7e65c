'use client';

import {
  useQueryStates,
  type Nullable,
  type Options,
  type UseQueryStatesKeysMap,
  type Values,
} from 'nuqs';

/**
 * The filters of a list, kept in the page's URL. Each change is a step of the browser's history, so
 * that Back undoes it; only what is typed (the names in `typed`) replaces the step it is in.
 */
export function useUrlFilters<Parsers extends UseQueryStatesKeysMap>(
  parsers: Parsers,
  typed: readonly (keyof Parsers)[] = [],
) {
  const [filters, setFilters] = useQueryStates(parsers, { shallow: true });
  const change = (next: Partial<Nullable<Values<Parsers>>> | null, options: Options = {}) =>
    setFilters(next, { history: isTyping(next, typed) ? 'replace' : 'push', ...options });
  return [filters, change] as const;
}

/** The page that typing leads back to isn't a step of its own either. */
function isTyping(next: object | null, typed: readonly PropertyKey[]): boolean {
  const changed = Object.keys(next ?? {}).filter((name) => name !== 'page');
  return changed.length > 0 && changed.every((name) => typed.includes(name));
}
