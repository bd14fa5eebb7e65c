const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Whether an origin is the configured one. On your own machine, `localhost` and `127.0.0.1` are the
 * same place.
 */
export function isSameAddress(origin: string, appUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const [given, own] = [new URL(origin), new URL(appUrl)];
  if (given.origin !== origin) return false;
  return (
    given.origin === own.origin ||
    (LOOPBACK.test(own.hostname) &&
      LOOPBACK.test(given.hostname) &&
      given.protocol === own.protocol &&
      given.port === own.port)
  );
}

/** What to do where the product is opened at an address that isn't `APP_URL`. */
export function wrongAddressDetail(opened: string | null, appUrl: string): string {
  return `You opened Reseller Desk at ${opened ?? 'an address that can’t be read'}, but APP_URL is set to ${appUrl}. Open ${appUrl}, or set APP_URL to the address people use and restart the server.`;
}
