/**
 * Sent with calls that a page makes on its own, without a recent user action: they must not keep an
 * unused session alive.
 */
export const BACKGROUND_HEADER = 'x-background';

/**
 * The digest of a page's error while the database is down: all that Next reveals to the browser.
 */
export const DATABASE_DOWN = 'database_down';

/**
 * Minimum length of staff passwords, NIST SP 800-63B-4: alone, and beside a second factor. In its
 * own file so that forms don't need a schema library.
 */
export const MIN_STAFF_PASSWORD_LENGTH = 15;
export const MIN_PASSWORD_LENGTH_WITH_FACTOR = 8;

/** How long a session lasts, and without use, unless the team policy says otherwise. */
export const SESSION_HOURS = 12;
export const SESSION_IDLE_MINUTES = 30;
/** The most that the policy may allow; as long as the cookie, whose row decides. */
export const MOST_SESSION_HOURS = 168;
