/** The digest of a page's error while the database is down: all that Next tells the browser of it. */
export const DATABASE_DOWN = 'database_down';
