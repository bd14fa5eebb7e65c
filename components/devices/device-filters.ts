import {
  parseAsArrayOf,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import { parseAsCount, parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import type { DeviceSort } from '@/lib/contract/devices';

const deviceStates = ['active', 'inactive'] as const;
const ownerships = ['no', 'yes'] as const;
const pageSizes = [25, 50, 100] as const;
const MAX_OFFLINE_DAYS = 3_650;
// Written out: the list in `lib/contract` would bring zod into the browser's first load.
const sorts = [
  'name',
  '-name',
  'state',
  '-state',
  'lastSeenAt',
  '-lastSeenAt',
  'owner',
  '-owner',
  'platform',
  '-platform',
] as const satisfies readonly DeviceSort[];

/** The filters of the list, as in the page's URL. Invalid values count as the default. */
export const deviceFilterParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  state: parseAsStringLiteral(deviceStates),
  shared: parseAsStringLiteral(ownerships),
  offlineDays: parseAsCount(MAX_OFFLINE_DAYS),
  tag: parseAsArrayOf(parseAsString),
  /** Ids, or `none`. */
  customer: parseAsArrayOf(parseAsString),
  sort: parseAsStringLiteral(sorts).withDefault('name'),
  page: parseAsPage.withDefault(1),
  pageSize: parseAsNumberLiteral(pageSizes).withDefault(50),
};

export type DeviceFilters = inferParserType<typeof deviceFilterParsers>;

/** No filter but the account. */
export const noFilters = {
  search: '',
  state: null,
  shared: null,
  offlineDays: null,
  tag: null,
  customer: null,
} satisfies Partial<DeviceFilters>;

/** What narrows the list, as `/api/devices` names it; left out where nothing is selected. */
export function matchingParams(filters: DeviceFilters): Record<string, string> {
  const { search, state, shared, offlineDays, tag, customer } = filters;
  const lists = { tag: tag?.join(','), customer: customer?.join(',') };
  const all = { search, state, shared, offlineDays, ...lists };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value ? [[name, String(value)] as const] : [])),
  );
}

/** Whether the list leaves out any devices. */
export function isFiltered(filters: DeviceFilters): boolean {
  return Object.keys(matchingParams(filters)).length > 0;
}

/** The filters as a text. */
export function matchOf(filters: DeviceFilters): string {
  return JSON.stringify([filters.account, matchingParams(filters)]);
}
