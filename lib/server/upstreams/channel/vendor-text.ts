import 'server-only';

/**
 * Control characters, half surrogate pairs, line separators, and marks that turn the direction of
 * the text around them. PostgreSQL refuses some, a page or a log shows the others as something else.
 */
const UNFIT =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{61C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]/u;
const ALL_UNFIT = new RegExp(UNFIT, 'gu');

/** A text of a vendor as it may be kept and shown: without what no name, id or address holds. */
export function vendorText(text: string): string {
  return UNFIT.test(text) ? text.replace(ALL_UNFIT, '') : text;
}
