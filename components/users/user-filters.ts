import {
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import type { UserSort } from '@/lib/contract/users';

export const userStates = ['active', 'inactive'] as const;
export const seatStates = ['over', 'full', 'idle'] as const;
export const pageSizes = [25, 50, 100, 250, 500] as const;
// Written out: the list in `lib/contract` would bring zod into the browser's first load.
const sorts = [
  'username',
  '-username',
  'seats',
  '-seats',
  'seatsUsed',
  '-seatsUsed',
  'createdOn',
  '-createdOn',
  'utilisation',
  '-utilisation',
] as const satisfies readonly UserSort[];

/** What the list shows, as it stands in the page's URL. A value that can't be read is the default. */
export const userFilterParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(userStates),
  seats: parseAsStringLiteral(seatStates),
  sort: parseAsStringLiteral(sorts).withDefault('username'),
  page: parseAsPage.withDefault(1),
  pageSize: parseAsNumberLiteral(pageSizes).withDefault(50),
};

export type UserListFilters = inferParserType<typeof userFilterParsers>;
