import { createParser } from 'nuqs/server';

const MAX_PAGE = 1_000_000;
const MAX_SEARCH_LENGTH = 500;

/** A whole number from 1 to `max` in the page's URL. Anything else is ignored. */
export const parseAsCount = (max: number) =>
  createParser({
    parse: (text) => {
      const count = Number(text);
      return Number.isInteger(count) && count >= 1 && count <= max ? count : null;
    },
    serialize: String,
  });

export const parseAsPage = parseAsCount(MAX_PAGE);

export const parseAsSearch = createParser({
  parse: (text) => text.slice(0, MAX_SEARCH_LENGTH),
  serialize: (text: string) => text,
});
