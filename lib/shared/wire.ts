/**
 * On calls that a page makes by itself, without a person's act shortly before: they must not keep a
 * session alive that nobody uses.
 */
export const BACKGROUND_HEADER = 'x-background';

/** The digest of a page's error while the database is down: all that Next tells the browser of it. */
export const DATABASE_DOWN = 'database_down';

/** Staff passwords: characters at least. In a file of its own so that a form needs no schema library. */
export const MIN_STAFF_PASSWORD_LENGTH = 15;
