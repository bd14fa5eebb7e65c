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

/** A day, as in `2026-11-30`. Anything else is ignored. */
export const parseAsDay = createParser({
  parse: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text) ? text : null),
  serialize: (day: string) => day,
});

/** `2026-02-30` is none. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
