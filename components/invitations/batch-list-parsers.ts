import {
  createParser,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import { batchStates } from './batch-states';

const MAX_PAGE = 1_000_000;
const MAX_SEARCH_LENGTH = 500;

export const parseAsPage = createParser({
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

/** Which part of which account's batches is shown, as it stands in the page's URL. */
export const batchListParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(batchStates.map(({ value }) => value)),
  page: parseAsPage.withDefault(1),
};

export type BatchListPlace = inferParserType<typeof batchListParsers>;
