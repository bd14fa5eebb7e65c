import { isLoopback } from './loopback';
import { parseUrl } from './parse-url';

/** Why an address can't be a vendor's API; null: it can. */
export type AddressFault = 'no_address' | 'clear_text' | 'credentials' | 'more_than_path';

/** Calls add their own path to it, and a key must not be sent in clear text. */
export function faultOfApiAddress(text: string): AddressFault | null {
  const url = parseUrl(text);
  if (!url) return 'no_address';
  const { protocol, hostname, username, password, search, hash } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'no_address';
  if (protocol === 'http:' && !isLoopback(hostname)) return 'clear_text';
  if (username !== '' || password !== '') return 'credentials';
  return search !== '' || hash !== '' ? 'more_than_path' : null;
}

/**
 * As it is called, without a slash at the end. What else was typed isn't kept: invisible characters
 * would make it look like another one.
 */
export function plainApiAddress(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
