import 'server-only';

const MAX_LENGTH = 4_096;
/** The path of every documented link; the token follows. Other pages of that host may lead onwards. */
const PATH_START = '/rpcnew/process/autologin/';
/** Printable ASCII without space, `"`, `<`, `>`, `\`, `^`, `` ` ``, `{`, `|`, `}`. */
const URL_TEXT = /^[!#-;=?-[\]_a-z~]+$/;
/** An encoded control character, space or backslash, or a `%` that encodes nothing. */
const BAD_ENCODING = /%(?:[01][0-9a-f]|20|5c|7f|(?![0-9a-f]{2}))/i;

/**
 * The link as it may stand in `Location`, or null where it isn't exactly of the documented form on
 * one of the account's own origins: `https://` on an allow-listed host (the sandbox has an origin
 * of its own), default port, no user-info. What is checked is what is sent: text that a parser
 * would spell otherwise is refused, so that no browser reads it otherwise than we did.
 * @param allowedOrigins as `URL.origin` spells them
 */
export function checkAutoLoginLink(
  link: unknown,
  allowedOrigins: readonly string[],
): string | null {
  if (typeof link !== 'string' || link.length > MAX_LENGTH) return null;
  if (!URL_TEXT.test(link) || BAD_ENCODING.test(link) || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.href !== link || url.username !== '' || url.password !== '') return null;
  if (!allowedOrigins.includes(url.origin)) return null;
  const hasToken = url.pathname.startsWith(PATH_START) && url.pathname !== PATH_START;
  return hasToken ? link : null;
}
