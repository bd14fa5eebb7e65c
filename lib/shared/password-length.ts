/** Staff passwords: characters at least. In a file of its own so that a form needs no schema library. */
export const MIN_STAFF_PASSWORD_LENGTH = 15;
