/**
 * On calls that a page makes by itself, without a person's act shortly before: they must not keep a
 * session alive that nobody uses.
 */
export const BACKGROUND_HEADER = 'x-background';
