import {
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
  sort: parseAsStringLiteral(sorts).withDefault('name'),
  page: parseAsPage.withDefault(1),
  pageSize: parseAsNumberLiteral(pageSizes).withDefault(50),
};

export type DeviceFilters = inferParserType<typeof deviceFilterParsers>;

/** Whether the list leaves out any devices. */
export function isFiltered({ search, state, shared, offlineDays }: DeviceFilters): boolean {
  return search !== '' || state !== null || shared !== null || offlineDays !== null;
}
