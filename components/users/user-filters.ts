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
// Repeated here: importing it from `lib/contract` would bring zod into the first load.
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

/** What the list shows: the page's URL parameters. An invalid value becomes the default. */
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
