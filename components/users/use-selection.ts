'use client';

import { useRef, useState } from 'react';
import type { CustomerUser } from '@/lib/contract/users';
import { keyOf, matchingParams, type UserListFilters } from './queries';

type Selected = {
  rows: ReadonlyMap<string, CustomerUser>;
  /** The filters for which all matching users are selected; other filters end it. */
  allOf: string | null;
};

const nothing: Selected = { rows: new Map(), allOf: null };

export type Selection = ReturnType<typeof useSelection>;

/**
 * The selected rows. Single rows stay selected across pages and filters; "all matching" applies to
 * the filters it was selected with.
 */
export function useSelection(filters: UserListFilters, items: readonly CustomerUser[]) {
  const [selected, setSelected] = useState<Selected>(nothing);
  /** The row that was last selected or cleared: where a range starts. */
  const anchor = useRef<string | null>(null);
  const match = matchOf(filters);
  const isAll = selected.allOf === match;
  const has = (user: CustomerUser) => isAll || selected.rows.has(keyOf(user));
  const selectedHere = items.filter(has).length;

  const select = (users: readonly CustomerUser[], isSelected: boolean) => {
    // Deselecting one of "all matching" keeps the others on this page selected.
    const rows = new Map(isAll ? items.map((user) => [keyOf(user), user] as const) : selected.rows);
    for (const user of users) {
      if (isSelected) rows.set(keyOf(user), user);
      else rows.delete(keyOf(user));
    }
    setSelected({ rows, allOf: null });
  };

  const selectRow = (user: CustomerUser, isSelected: boolean, isRange: boolean) => {
    const range = isRange ? rangeOf(items, anchor.current, keyOf(user)) : [];
    select(range.length > 0 ? range : [user], isSelected);
    anchor.current = keyOf(user);
  };

  return {
    has,
    isAll,
    users: [...selected.rows.values()],
    isPageSelected: items.length > 0 && selectedHere === items.length,
    isPagePartlySelected: selectedHere > 0 && selectedHere < items.length,
    selectRow,
    selectPage: (isSelected: boolean) => (isAll ? setSelected(nothing) : select(items, isSelected)),
    selectAllMatching: () => setSelected({ rows: new Map(), allOf: match }),
    clear: () => setSelected(nothing),
  };
}

/** The rows from one to the other, in either order; none if one isn't on this page. */
function rangeOf(
  items: readonly CustomerUser[],
  from: string | null,
  to: string,
): readonly CustomerUser[] {
  const ends = [from, to].map((key) => items.findIndex((user) => keyOf(user) === key));
  if (ends.includes(-1)) return [];
  return items.slice(Math.min(...ends), Math.max(...ends) + 1);
}

function matchOf(filters: UserListFilters): string {
  return JSON.stringify([filters.account, matchingParams(filters)]);
}
