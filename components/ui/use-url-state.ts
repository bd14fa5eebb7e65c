'use client';

import {
  useQueryStates,
  type Nullable,
  type Options,
  type UseQueryStatesKeysMap,
  type Values,
  parseAsString,
} from 'nuqs';
import { useEffect, useRef, useState } from 'react';

/**
 * The filters of a list, kept in the page's URL. Each change is an entry in the browser's history, so
 * that Back undoes it. Typed filters (the names in `typed`) replace the current entry instead.
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

/** Going back to page 1 because of typing isn't an entry of its own either. */
function isTyping(next: object | null, typed: readonly PropertyKey[]): boolean {
  const changed = Object.keys(next ?? {}).filter((name) => name !== 'page');
  return changed.length > 0 && changed.every((name) => typed.includes(name));
}

/**
 * Which item's panel is open, kept in the URL under `name`, so that links and reloads show it; under
 * `ofName`, whose item it is, where its name alone doesn't say.
 * Opening adds an entry to the browser's history, and closing goes back from it.
 */
export function useOpened(name: string, ofName = `${name}Of`) {
  const [parsers] = useState(() => ({ [name]: parseAsString, [ofName]: parseAsString }));
  const [values, setValues] = useQueryStates(parsers, { shallow: true });
  const opened = values[name] ?? null;
  // Whether the previous entry is the same page without the panel.
  const isOwnStep = useRef(false);
  useEffect(() => {
    if (opened === null) isOwnStep.current = false;
  }, [opened]);
  const open = (key: string, of: string | null = null) => {
    isOwnStep.current = true;
    void setValues({ [name]: key, [ofName]: of }, { history: 'push' });
  };
  const close = () => {
    // The URL follows the state a moment later. Before that, Back would leave the page.
    const isInUrl = new URLSearchParams(location.search).has(name);
    if (isOwnStep.current && isInUrl) history.back();
    else void setValues(null, { history: 'replace' });
  };
  return { opened, of: values[ofName] ?? null, open, close };
}
