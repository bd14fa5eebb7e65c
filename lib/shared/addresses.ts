import { parseUrl } from './parse-url';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Whether an origin is the configured one. On your own machine, `localhost` and `127.0.0.1` are the
 * same place.
 */
export function isSameAddress(origin: string, appUrl: string): boolean {
  const [given, own] = [parseUrl(origin), new URL(appUrl)];
  if (given?.origin !== origin) return false;
  return (
    given.origin === own.origin ||
    (LOOPBACK.test(own.hostname) &&
      LOOPBACK.test(given.hostname) &&
      given.protocol === own.protocol &&
      given.port === own.port)
  );
}

/** What to do if the desk is opened at an address that isn't `APP_URL`. */
export function wrongAddressDetail(opened: string | null, appUrl: string): string {
  return `You opened Reseller Desk at ${opened ?? 'an address that can’t be read'}, but APP_URL is set to ${appUrl}. Open ${appUrl}, or set APP_URL to the address people use and restart the server.`;
}

const ANY = 'http://own.invalid';

/**
 * A path of ours to go to after signing in, taken from the URL: `/` unless the browser would read
 * exactly these characters as a path on our own site. What it would rewrite on the way
 * (`/.//evil.example` becomes `//evil.example`) isn't accepted.
 */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/')) return '/';
  const url = parseUrl(given, ANY);
  if (!url) return '/';
  const { origin, pathname, search, hash } = url;
  const isUnchanged = pathname + search + hash === given;
  return origin === ANY && isUnchanged && !pathname.startsWith('//') ? given : '/';
}
