'use client';

import { useRef, useState } from 'react';
import type { CustomerUser } from '@/lib/contract/users';
import type { UserListFilters } from './user-filters';

type Chosen = {
  rows: ReadonlyMap<string, CustomerUser>;
  /** Set while all that match are chosen: by what they matched. Other filters end it. */
  allOf: string | null;
};

const nothing: Chosen = { rows: new Map(), allOf: null };

export type Selection = ReturnType<typeof useSelection>;

/**
 * The chosen rows. Single rows stay chosen over pages and filters, so that they can be gathered;
 * "all that match" holds for the filters it was said for.
 */
export function useSelection(filters: UserListFilters, items: readonly CustomerUser[]) {
  const [chosen, setChosen] = useState<Chosen>(nothing);
  /** The row that was selected or cleared last: where a range begins. */
  const anchor = useRef<string | null>(null);
  const match = matchOf(filters);
  const isAll = chosen.allOf === match;
  const has = (user: CustomerUser) => isAll || chosen.rows.has(user.username);
  const chosenHere = items.filter(has).length;

  const choose = (users: readonly CustomerUser[], isChosen: boolean) => {
    // Taking one away from "all that match" leaves those of this page that can be seen.
    const rows = new Map(isAll ? items.map((user) => [user.username, user] as const) : chosen.rows);
    for (const user of users) {
      if (isChosen) rows.set(user.username, user);
      else rows.delete(user.username);
    }
    setChosen({ rows, allOf: null });
  };

  const chooseRow = (user: CustomerUser, isChosen: boolean, isRange: boolean) => {
    const range = isRange ? rangeOf(items, anchor.current, user.username) : [];
    choose(range.length > 0 ? range : [user], isChosen);
    anchor.current = user.username;
  };

  return {
    has,
    isAll,
    users: [...chosen.rows.values()],
    isPageChosen: items.length > 0 && chosenHere === items.length,
    isPageInPart: chosenHere > 0 && chosenHere < items.length,
    chooseRow,
    choosePage: (isChosen: boolean) => (isAll ? setChosen(nothing) : choose(items, isChosen)),
    chooseAllMatching: () => setChosen({ rows: new Map(), allOf: match }),
    clear: () => setChosen(nothing),
  };
}

/** The rows from one to the other, whichever comes first; none where one isn't on this page. */
function rangeOf(
  items: readonly CustomerUser[],
  from: string | null,
  to: string,
): readonly CustomerUser[] {
  const ends = [from, to].map((name) => items.findIndex(({ username }) => username === name));
  if (ends.includes(-1)) return [];
  return items.slice(Math.min(...ends), Math.max(...ends) + 1);
}

function matchOf({ account, search, status, seats }: UserListFilters): string {
  return JSON.stringify([account, search, status, seats]);
}
