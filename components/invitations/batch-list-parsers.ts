import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import { batchStates } from './batch-states';

/** Which part of which account's batches is shown, as it stands in the page's URL. */
export const batchListParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(batchStates.map(({ value }) => value)),
  page: parseAsPage.withDefault(1),
};

export type BatchListPlace = inferParserType<typeof batchListParsers>;
