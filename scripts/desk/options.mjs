import { misuse } from './failure.mjs';

/** Options that several commands take. */
const text = (value, help) => ({ type: 'string', value, help });

export const account = {
  account: text('ID', 'an account; left out: the default one'),
};

export const lists = {
  search: text('TEXT', 'any part of the name'),
  sort: text('COLUMN', 'such as username; with - in front: descending'),
  page: text('NUMBER', 'from 1'),
  'page-size': text('NUMBER', 'up to 500; left out: 50'),
};

export const output = { output: { ...text('FILE', 'write to a new file'), short: 'o' } };

export { text };

/** The query of a list, as the API names it. */
export function pageOf({ page, 'page-size': pageSize, sort, search }) {
  return { page, pageSize, sort, search };
}

/** @param {string | undefined} given @param {string} name */
export function wholeNumber(given, name) {
  if (given === undefined) return undefined;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw misuse(`--${name} must be a whole number.`);
}
