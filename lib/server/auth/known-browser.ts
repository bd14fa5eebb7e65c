import 'server-only';
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { env, readKey } from '@/lib/server/env';

const DAYS = 180;

/**
 * The mark of a browser in which this person has signed in before: a separate cookie that only we
 * can create. It grants no access; their sign-ins there are counted apart from everyone else's.
 * @returns the browser's id; null if it isn't known, or not for this person
 */
export function knownBrowser(headers: Headers, email: string): string | null {
  const name = `${cookieName(email)}=`;
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? '';
  const [, browserId, madeAt, mac] = /^([\w-]{22})\.(\d{10})\.([\w-]{43})$/.exec(value) ?? [];
  if (!browserId || !madeAt || !mac) return null;
  const expected = Buffer.from(sign(email, browserId, madeAt));
  const isOurs = timingSafeEqual(expected, Buffer.from(mac));
  const isFresh = Date.now() / 1_000 - Number(madeAt) < DAYS * 86_400;
  return isOurs && isFresh ? browserId : null;
}

const newIds = new WeakMap<Headers, string>();

/** The id that this browser has for this person, or the one that it gets with this response. */
export function browserIdFor(headers: Headers, email: string): string {
  const known = knownBrowser(headers, email);
  if (known !== null) return known;
  const id = newIds.get(headers) ?? randomBytes(16).toString('base64url');
  newIds.set(headers, id);
  return id;
}

/** The `Set-Cookie` that marks a browser, with the id it has for this person or a new one. */
export function knownBrowserCookie(headers: Headers, email: string): string {
  const browserId = browserIdFor(headers, email);
  const madeAt = String(Math.floor(Date.now() / 1_000));
  const value = [browserId, madeAt, sign(email, browserId, madeAt)].join('.');
  const secure = isSecure() ? '; Secure' : '';
  return `${cookieName(email)}=${value}; Path=/; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Lax${secure}`;
}

/** One cookie per person, since several may share a browser; the name doesn't reveal whose. */
function cookieName(email: string): string {
  const person = createHash('sha256').update(email).digest('hex').slice(0, 12);
  return `${isSecure() ? '__Host-' : ''}reseller-desk.known-${person}`;
}

function isSecure(): boolean {
  return env().appUrl.startsWith('https:');
}

function sign(email: string, browserId: string, madeAt: string): string {
  const text = `${email} ${browserId} ${madeAt}`;
  return createHmac('sha256', signingKey()).update(text).digest('base64url');
}

let derived: { secret: string; key: Buffer } | undefined;

/** A separate key, so that nothing else signed with AUTH_SECRET can pass for a mark. */
function signingKey(): Buffer {
  const secret = readKey('AUTH_SECRET');
  if (derived?.secret !== secret) {
    derived = { secret, key: Buffer.from(hkdfSync('sha256', secret, '', 'known browser', 32)) };
  }
  return derived.key;
}
