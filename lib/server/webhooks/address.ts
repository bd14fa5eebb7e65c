import 'server-only';
import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { isInternetAddress } from '@/lib/server/internet-address';
import { parseUrl } from '@/lib/shared/parse-url';

/** All addresses of a host name. @throws as `node:dns` does */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const resolveHost: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/** A host name leads to an address that webhooks may not lead to. */
export class AddressNotAllowedError extends Error {
  override name = 'AddressNotAllowedError' as const;
}

/** Names that only a private network or this machine knows. Without a dot, a name is one of those. */
const PRIVATE_NAME = /^[^.]+$|(^|\.)(localhost|localdomain|local|internal|lan|home\.arpa)$/;

const mayBePrivate = () => env().forwarding.allowsPrivateWebhooks;

/** As long as saving an address waits for its name: it's resolved at each connection anyway. */
const RESOLVE_MS = 2_000;

/**
 * The address of a webhook, as it is called. `URL` reads `0x7f.1`, `2130706433` and `①27.0.0.1` as
 * browsers do: what is checked is what is called.
 * @throws DeskError `address_not_allowed`
 */
export async function readAddress(text: string, resolve: Resolve = resolveHost): Promise<string> {
  const url = parseUrl(text);
  if (!url) throw refusal('Enter an address that starts with https://.');
  if (url.protocol !== 'https:' && !(mayBePrivate() && url.protocol === 'http:')) {
    throw refusal(
      'Enter an address that starts with https://: events must not travel in clear text.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw refusal(
      'Enter the address without a username or password. Deliveries are signed instead.',
    );
  }
  url.hash = '';
  const host = hostOf(url);
  if (!isAllowedHost(host) || !(await resolvesWell(host, resolve))) {
    throw refusal(
      'This address leads to this server or a private network. Enter one on the internet, or set ALLOW_PRIVATE_WEBHOOKS=true on the server.',
    );
  }
  return url.href;
}

function refusal(detail: string): DeskError {
  return new DeskError('address_not_allowed', {
    detail,
    errors: [{ path: 'url', code: 'address_not_allowed', message: detail }],
  });
}

/** Without brackets and the dot at the end, which changes nothing about where it leads. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
}

function isAllowedHost(host: string): boolean {
  if (mayBePrivate()) return true;
  return isIP(host) === 0 ? !PRIVATE_NAME.test(host) : isInternetAddress(host);
}

/** A name that isn't known yet may be later. */
async function resolvesWell(host: string, resolve: Resolve): Promise<boolean> {
  if (mayBePrivate() || isIP(host) !== 0) return true;
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<[]>((done) => {
    timer = setTimeout(done, RESOLVE_MS, []);
  });
  const found = await Promise.race([resolve(host).catch(() => []), waited]);
  clearTimeout(timer);
  return found.every(({ address }) => isInternetAddress(address));
}

/** @throws AddressNotAllowedError for an address that is a number: no name of it is resolved */
export function requireAllowedHost(url: string): void {
  if (!isAllowedHost(hostOf(new URL(url)))) throw new AddressNotAllowedError();
}

/**
 * For the sockets of one call: the connection goes to an address that was checked in the same
 * moment, so a name that is given another address afterwards gains nothing.
 */
export function checkedLookup(resolve: Resolve = resolveHost): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        const isGood = mayBePrivate() || found.every(({ address }) => isInternetAddress(address));
        if (!first || !isGood) return done(new AddressNotAllowedError(), '', 0);
        if (options.all) return done(null, found);
        done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}
