import {
  parseAsArrayOf,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import type { CustomerSort } from '@/lib/contract/customers';

const pageSizes = [25, 50, 100] as const;
// Written out: the list in `lib/contract` would bring zod into the browser's first load.
const sorts = [
  'name',
  '-name',
  'externalId',
  '-externalId',
  'users',
  '-users',
  'seats',
  '-seats',
  'seatsUsed',
  '-seatsUsed',
  'unused',
  '-unused',
  'devices',
  '-devices',
  'createdAt',
  '-createdAt',
] as const satisfies readonly CustomerSort[];

/** What the list of customers shows: the page's URL parameters. */
export const customerFilterParsers = {
  search: parseAsSearch.withDefault(''),
  tag: parseAsArrayOf(parseAsString),
  sort: parseAsStringLiteral(sorts).withDefault('name'),
  page: parseAsPage.withDefault(1),
  pageSize: parseAsNumberLiteral(pageSizes).withDefault(50),
};

export type CustomerFilters = inferParserType<typeof customerFilterParsers>;

export const noFilters = { search: '', tag: null } satisfies Partial<CustomerFilters>;

/** What narrows the list, as `/api/customers` names it; left out where nothing is selected. */
export function matchingParams({ search, tag }: CustomerFilters): Record<string, string> {
  return { ...(search && { search }), ...(tag && tag.length > 0 && { tag: tag.join(',') }) };
}

export function isFiltered(filters: CustomerFilters): boolean {
  return Object.keys(matchingParams(filters)).length > 0;
}
