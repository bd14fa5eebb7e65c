'use client';

import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import {
  columnsWith,
  displayCookie,
  shownColumns,
  userColumnIds,
  type ColumnChoice,
  type UserPageSize,
  type UsersDisplay,
} from '@/lib/shared/user-columns';

const columnsParser = parseAsArrayOf(parseAsStringLiteral(userColumnIds)).withOptions({
  history: 'replace',
  shallow: true,
});

export type Display = ReturnType<typeof useUsersDisplay>;

/**
 * The columns and the page size, remembered for this person in this browser. Columns in the URL, as a
 * saved view has them, come first and are what a change changes.
 * @param hasCustomers otherwise their column is left out
 */
export function useUsersDisplay(personId: string, remembered: UsersDisplay, hasCustomers: boolean) {
  const [own, setOwn] = useState(remembered);
  const [inUrl, setInUrl] = useQueryState('columns', columnsParser);
  const remember = (change: Partial<UsersDisplay>) => {
    const next = { ...own, ...change };
    setOwn(next);
    document.cookie = displayCookie(personId, next, location.protocol === 'https:');
  };
  const columns = inUrl ? columnsWith(inUrl) : own.columns;
  return {
    columns: columns.filter(({ id }) => id !== 'customer' || hasCustomers),
    pageSize: own.pageSize,
    changeColumns: (columns: readonly ColumnChoice[]) => {
      if (inUrl) void setInUrl(shownColumns(columns));
      else remember({ columns });
    },
    rememberPageSize: (pageSize: UserPageSize) => remember({ pageSize }),
  };
}
