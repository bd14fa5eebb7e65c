import 'server-only';
import { hkdfSync, randomUUID } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { CookiesOptions } from 'next-auth';
import type { JWT, JWTDecodeParams, JWTEncodeParams } from 'next-auth/jwt';
import { env, readKey } from '@/lib/server/env';
import { MOST_SESSION_HOURS } from '@/lib/shared/wire';

/** The same as next-auth's: existing cookies stay valid. */
const KEY_INFO = 'NextAuth.js Generated Encryption Key';
const ALGORITHM = 'dir';
const ENCRYPTION = 'A256GCM';
const CLOCK_TOLERANCE_SECONDS = 15;

/** The encrypted content of a session's cookie: the session's id, and nothing else. */
export async function encodeSessionToken(
  { sid }: Pick<JWT, 'sid'>,
  maxAgeSeconds: number,
): Promise<string> {
  return new EncryptJWT({ sid })
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1_000) + maxAgeSeconds)
    .setJti(randomUUID())
    .encrypt(cookieKey());
}

/** @throws if it isn't ours, has expired, or is encrypted differently */
export async function decodeSessionToken(token: string): Promise<JWT> {
  const { payload } = await jwtDecrypt(token, cookieKey(), {
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    keyManagementAlgorithms: [ALGORITHM],
    contentEncryptionAlgorithms: [ENCRYPTION],
  });
  return payload;
}

/** For next-auth, which would derive the key again for each of its calls. */
export const nextAuthJwt = {
  encode: ({ token, maxAge = 0 }: JWTEncodeParams) => encodeSessionToken(token ?? {}, maxAge),
  decode: async ({ token }: JWTDecodeParams) => (token ? decodeSessionToken(token) : null),
};

let derived: { secret: string; key: Uint8Array } | undefined;

/**
 * Derived once: next-auth does it for each request and on libuv's threads, where a session check
 * would wait behind every password that is being hashed.
 */
function cookieKey(): Uint8Array {
  const secret = readKey('AUTH_SECRET');
  if (derived?.secret !== secret) {
    derived = { secret, key: new Uint8Array(hkdfSync('sha256', secret, '', KEY_INFO, 32)) };
  }
  return derived.key;
}

/** The longest that any policy allows: the session's row decides how long it really lasts. */
export const COOKIE_SECONDS = MOST_SESSION_HOURS * 3_600;
/** How long a person may take at the OpenID provider. */
const SIGN_ON_SECONDS = 900;

/**
 * The session cookie. Behind TLS it has the `__Host-` prefix, which browsers accept only with
 * `Secure`; a plain-http localhost can't have it.
 */
export function sessionCookie(): {
  name: string;
  options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };
} {
  const secure = env().appUrl.startsWith('https:');
  return {
    name: secure ? '__Host-reseller-desk.session' : 'reseller-desk.session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/** next-auth's cookies. It marks some only `__Secure-`, which a sibling host could set. */
export function nextAuthCookies(): Partial<CookiesOptions> {
  const sessionToken = sessionCookie();
  const { options } = sessionToken;
  if (!options.secure) return { sessionToken };
  const callbackUrl = { name: '__Host-next-auth.callback-url', options };
  const brief = { ...options, maxAge: SIGN_ON_SECONDS };
  return {
    ...{ sessionToken, callbackUrl },
    state: { name: '__Host-next-auth.state', options: brief },
    nonce: { name: '__Host-next-auth.nonce', options: brief },
    pkceCodeVerifier: { name: '__Host-next-auth.pkce', options: brief },
  };
}

/** The cookie's content: the session's id, and nothing else. The row decides how long it lasts. */
export function sessionToken(sessionId: string): Promise<string> {
  return encodeSessionToken({ sid: sessionId }, COOKIE_SECONDS);
}
