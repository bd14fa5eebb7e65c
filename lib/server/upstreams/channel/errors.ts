import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';

export type Upstream = 'remotepc' | 'remoteit';

/** Display names. */
export const upstreamNames = { remotepc: 'RemotePC', remoteit: 'remote.it' } as const;

/**
 * What a call does, which decides whether it may be repeated. A `read` may; a `write` only if
 * nothing was sent. A `login` changes nothing but is sent once like a write: repeated guesses lock
 * the account. Every RemotePC call is a POST, so the method doesn't show it.
 */
export type CallKind = 'read' | 'write' | 'login';

/** Which call it is. Given once; every error of the call has it. */
export type Caller = {
  upstream: Upstream;
  /** The adapter's method, such as `addUser`. */
  operation: string;
  kind: CallKind;
};

/**
 * What is known about the effect of a failed call. `not_sent`: no byte of the request was sent, so
 * repeating it is safe. `maybe_sent`: the upstream may have acted; for a write the outcome is
 * unknown. `refused`: the upstream definitely said that it didn't act.
 */
export type UpstreamOutcome = 'not_sent' | 'maybe_sent' | 'refused';

export type UpstreamErrorFacts = Caller & {
  outcome: UpstreamOutcome;
  /** HTTP status, if a response came. */
  status?: number;
  /** The upstream's own code, trimmed and shortened: `EMAIL_EXISTS`, `0102`, … */
  code?: string;
  /** Our own code for logs: `ECONNREFUSED`, `truncated`, `html`, … */
  reason?: string;
  /** How long the upstream asked us to wait. */
  hintedWaitMs?: number;
};

const BRAND = Symbol.for('reseller-desk.upstream-error');

/**
 * A failed call to an upstream. Has no body, no URL and no `cause`: undici's parser errors contain
 * the raw response, and every field here may end up in a log.
 */
export class UpstreamError extends Error {
  static readonly type: string = 'any';
  readonly upstream: Upstream;
  readonly operation: string;
  readonly kind: CallKind;
  readonly outcome: UpstreamOutcome;
  readonly status?: number;
  readonly code?: string;
  readonly reason?: string;
  readonly hintedWaitMs?: number;
  /** Which of the classes below, as a string: class names don't survive the build. */
  readonly type: string;

  constructor(what: string, facts: UpstreamErrorFacts) {
    super(`${facts.upstream} ${facts.operation}: ${what}`);
    this.name = new.target.name;
    this.type = new.target.type;
    this.upstream = facts.upstream;
    this.operation = facts.operation;
    this.kind = facts.kind;
    this.outcome = facts.outcome;
    this.status = facts.status;
    this.code = facts.code;
    this.reason = facts.reason;
    this.hintedWaitMs = facts.hintedWaitMs;
    Object.defineProperty(this, BRAND, { value: true });
  }

  // Errors cross module instances through promises kept on globalThis, where class identity doesn't
  // hold; the brand and the type do.
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    return this.type === 'any' || ('type' in value && value.type === this.type);
  }
}

/**
 * The account's key, token or login was rejected (RemotePC `createAutoLoginLink`: or the user's
 * password).
 */
export class UpstreamUnauthorizedError extends UpstreamError {
  static override readonly type = 'unauthorized';
  constructor(facts: UpstreamErrorFacts) {
    super('not authorized', facts);
  }
}

/** RemotePC 403: most likely this server's address isn't on the reseller's allowlist. */
export class UpstreamForbiddenError extends UpstreamError {
  static override readonly type = 'forbidden';
  constructor(facts: UpstreamErrorFacts) {
    super('forbidden', facts);
  }
}

/** The upstream rejected the input; `codes` has every code it returned, `code` the first. */
export class UpstreamRejectedError extends UpstreamError {
  static override readonly type = 'rejected';
  readonly codes: readonly string[];
  constructor(facts: UpstreamErrorFacts & { codes?: readonly string[] }) {
    super('rejected', facts);
    this.codes = facts.codes ?? (facts.code === undefined ? [] : [facts.code]);
  }
}

const DEFAULT_RETRY_AFTER_MS = 30_000;

/** HTTP 429. */
export class UpstreamRateLimitedError extends UpstreamError {
  static override readonly type = 'rate_limited';
  readonly retryAfterMs: number;
  constructor(facts: UpstreamErrorFacts) {
    super('rate limited', facts);
    this.retryAfterMs = facts.hintedWaitMs ?? DEFAULT_RETRY_AFTER_MS;
  }
}

/** Connection refused or reset, DNS, TLS, 5xx. */
export class UpstreamUnavailableError extends UpstreamError {
  static override readonly type = 'unavailable';
  constructor(facts: UpstreamErrorFacts) {
    super('unavailable', facts);
  }
}

/** Not JSON, truncated, too large, redirected, or not in the documented shape. */
export class UpstreamMalformedError extends UpstreamError {
  static override readonly type = 'malformed';
  constructor(facts: UpstreamErrorFacts) {
    super('unreadable answer', facts);
  }
}

/** No response by the deadline. */
export class UpstreamTimeoutError extends UpstreamError {
  static override readonly type = 'timeout';
  constructor(facts: UpstreamErrorFacts) {
    super('no answer in time', facts);
  }
}

/** Calls are held back for a while because the upstream failed so often. Nothing was sent. */
export class CircuitOpenError extends UpstreamError {
  static override readonly type = 'circuit_open';
  readonly retryAfterMs: number;
  constructor(facts: Caller, retryAfterMs: number) {
    super('calls are held back', { ...facts, outcome: 'not_sent' });
    this.retryAfterMs = retryAfterMs;
  }
}

/** Node's and OpenSSL's codes for a certificate that isn't trusted. */
const CERTIFICATE =
  /^CERT_|_CERT(_|$)|LEAF_SIGNATURE|ALTNAME|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$/;
/** And for a failed handshake: an old version, or a port that doesn't use TLS. */
const HANDSHAKE = /^ERR_SSL_|^EPROTO$/;

/** An untrusted certificate, or a failed handshake. */
export type TlsFault = 'certificate' | 'handshake';

/**
 * How a call failed in the TLS handshake, before anything was sent; null for any other failure. It
 * isn't an outage: repeating the call doesn't help.
 */
export function tlsFault({ outcome, reason = '' }: UpstreamError): TlsFault | null {
  if (outcome !== 'not_sent') return null;
  if (HANDSHAKE.test(reason)) return 'handshake';
  return CERTIFICATE.test(reason) ? 'certificate' : null;
}

/** What of a response doesn't depend on the upstream. */
type Answered = { status: number; headers: IncomingHttpHeaders };

/**
 * The failure that an HTTP status alone determines, whatever the body: redirects, 401, 403, 429 and
 * 5xx. The rest depends on the upstream's envelope.
 */
export function statusError(
  reply: Answered,
  caller: Caller & { code?: string | undefined },
): UpstreamError | null {
  const { status } = reply;
  const { upstream, operation, kind, code } = caller;
  const facts = { upstream, operation, kind, status, code };
  const hintedWaitMs = waitHint(reply);
  if (status >= 500) {
    const open = { outcome: 'maybe_sent', reason: '5xx' } as const;
    return new UpstreamUnavailableError({ ...facts, ...open, hintedWaitMs });
  }
  if (status === 429) {
    return new UpstreamRateLimitedError({ ...facts, outcome: 'refused', hintedWaitMs });
  }
  if (status === 401) return new UpstreamUnauthorizedError({ ...facts, outcome: 'refused' });
  if (status === 403) return new UpstreamForbiddenError({ ...facts, outcome: 'refused' });
  if (status >= 300 && status < 400) {
    return new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason: 'redirected' });
  }
  return null;
}

/** How many milliseconds the response asks to wait, if it does. */
export function waitHint({ headers }: Answered): number | undefined {
  // A date refers to the upstream's clock, which may differ from ours.
  const nowMs = Date.parse(headers.date ?? '') || Date.now();
  return parseRetryAfter(headers['retry-after'], nowMs);
}

const MAX_WAIT_MS = 5 * 60_000;

/**
 * Reads `Retry-After`: seconds or an HTTP date, at most 5 minutes.
 * @returns undefined if it is missing, past, negative or not a number: then the caller's default
 * applies
 */
export function parseRetryAfter(
  header: string | string[] | undefined,
  nowMs: number,
): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const waitMs = /^\d{1,15}$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(httpDate(text)) - nowMs;
  return waitMs > 0 ? Math.min(waitMs, MAX_WAIT_MS) : undefined;
}

/**
 * `Date.parse` accepts nearly anything, even `-5`; only text that names a weekday is a date here.
 */
function httpDate(text: string): string {
  return /^[A-Za-z]{3,9},? /.test(text) ? text : '';
}

const MAX_LENGTH = 100;

/**
 * An upstream's own code, safe to show and log: one line, trimmed, shortened, without the secrets
 * that the call carried. Upper-snake codes are returned in upper case, so that they can be
 * compared.
 */
export function upstreamWord(value: unknown, secrets: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const masked = secrets.reduce(
    (text, secret) => (secret === '' ? text : text.replaceAll(secret, '[redacted]')),
    value.slice(0, 10_000),
  );
  const line = masked
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (line === '') return undefined;
  if (/^[a-z]+(?:_[a-z0-9]+)+$/i.test(line)) return line.toUpperCase().slice(0, MAX_LENGTH);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}
