import 'server-only';

const MAX_LENGTH = 4_096;
/**
 * The whole of a documented link behind its origin: one path, one token, no query and no fragment.
 * Other pages of that host, or parameters of this one, may lead onwards.
 */
const PATH = /^\/rpcnew\/process\/autologin\/[\w.~-]+$/;

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
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.href !== link || url.username !== '' || url.password !== '') return null;
  if (!allowedOrigins.includes(url.origin)) return null;
  return PATH.test(link.slice(url.origin.length)) ? link : null;
}
