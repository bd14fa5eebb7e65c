import {
  createParser,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import type { UserSort } from '@/lib/schemas/users';

const MAX_PAGE = 1_000_000;
const MAX_SEARCH_LENGTH = 500;

export const userStates = ['active', 'inactive'] as const;
export const seatStates = ['over', 'full', 'idle'] as const;
export const pageSizes = [25, 50, 100, 250, 500] as const;
// Written out: the list in `lib/schemas` would bring zod into the browser's first load.
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

const parseAsPage = createParser({
  parse: (text) => {
    const page = Number(text);
    return Number.isInteger(page) && page >= 1 && page <= MAX_PAGE ? page : null;
  },
  serialize: String,
});

const parseAsSearch = createParser({
  parse: (text) => text.slice(0, MAX_SEARCH_LENGTH),
  serialize: (text: string) => text,
});

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
