import 'server-only';
import { createHmac } from 'node:crypto';
import type { UpstreamUnauthorizedError } from '@/lib/server/upstreams/channel/errors';

/**
 * A login is renewed this long before it expires, so that no call starts with an expiring token.
 */
const RENEW_BEFORE_MS = 60_000;
/** The vendor's own SDK keeps a login for an hour if the reply has no expiry. */
const DEFAULT_LIFETIME_MS = 60 * 60_000;
/**
 * A rejected login isn't repeated automatically for this long: more guesses would lock the account.
 */
export const REFUSAL_MS = 30_000;

export type LoginReply = {
  token: string;
  expiresAtMs: number | null;
  /** The account's owner; a login name may not be an email address. */
  email?: string;
};

/**
 * One account's login: the token, cached until shortly before it expires, and a single flight, so
 * that fifty calls with an expired token cause one login. Lives on globalThis.
 */
export class RemoteitLogin {
  #token: string | null = null;
  #renewAtMs = 0;
  #flight: Promise<string> | null = null;
  #email: string | null = null;
  #refusal: { error: UpstreamUnauthorizedError; untilMs: number } | null = null;

  /** The account's email from the last login. */
  get email(): string | null {
    return this.#email;
  }

  /**
   * The cached token, or a fresh one from `logIn`.
   * @param rejected a token that the upstream rejected: never returned again
   */
  async token(
    logIn: () => Promise<LoginReply>,
    now: () => number,
    rejected: string | null = null,
  ): Promise<string> {
    if (rejected !== null && rejected === this.#token) this.#token = null;
    if (this.#token !== null && now() < this.#renewAtMs) return this.#token;
    if (this.#refusal !== null && now() < this.#refusal.untilMs) throw this.#refusal.error;
    this.#flight ??= this.#fly(logIn, now);
    return this.#flight;
  }

  /** Holds back logins for a while: the upstream rejected one, or the token it had just issued. */
  refuse(error: UpstreamUnauthorizedError, nowMs: number): void {
    this.#token = null;
    this.#refusal = { error, untilMs: nowMs + REFUSAL_MS };
  }

  async #fly(logIn: () => Promise<LoginReply>, now: () => number): Promise<string> {
    try {
      const { token, expiresAtMs, email } = await logIn();
      this.#token = token;
      this.#email = email ?? null;
      this.#renewAtMs = renewAt(expiresAtMs, now());
      this.#refusal = null;
      return token;
    } finally {
      this.#flight = null;
    }
  }
}

/**
 * A fresh token that has already expired means that the clocks differ: treated as having no expiry.
 */
function renewAt(expiresAtMs: number | null, nowMs: number): number {
  const leftMs = expiresAtMs === null ? 0 : expiresAtMs - nowMs;
  const lifetimeMs = leftMs > 0 ? leftMs : DEFAULT_LIFETIME_MS;
  return nowMs + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 2);
}

/** An access key of a remote.it account; the secret as the vendor shows it, in base64. */
export type AccessKey = { accessKeyId: string; secretAccessKey: string };

const CONTENT_TYPE = 'application/json';

/**
 * The `Authorization` header over some headers, in their order (HTTP Signatures, draft-cavage, with
 * HMAC-SHA256). The HMAC's key is the decoded secret, not its base64 text.
 */
export function signatureOver(headers: Readonly<Record<string, string>>, key: AccessKey): string {
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  const hmacKey = Buffer.from(key.secretAccessKey, 'base64');
  const signature = createHmac('sha256', hmacKey).update(text).digest('base64');
  const names = Object.keys(headers).join(' ');
  return `Signature keyId="${key.accessKeyId}",algorithm="hmac-sha256",headers="${names}",signature="${signature}"`;
}

/**
 * The headers of a signed POST. `content-length` isn't signed, as in the vendor's own Postman
 * script: the HTTP client sets it.
 * @source RIT-DOCS developer-tools/authentication.md; repository remoteit/code_samples
 */
export function signedHeaders(url: URL, date: Date, key: AccessKey): Record<string, string> {
  const signed = {
    host: url.host,
    date: date.toUTCString(),
    'content-type': CONTENT_TYPE,
  };
  const target = { '(request-target)': `post ${url.pathname}${url.search}` };
  return { ...signed, authorization: signatureOver({ ...target, ...signed }, key) };
}
