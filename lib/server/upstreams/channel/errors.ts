import 'server-only';

export type Upstream = 'remotepc' | 'remoteit';

/** As people call them. */
export const upstreamNames = { remotepc: 'RemotePC', remoteit: 'remote.it' } as const;

/**
 * What is known of the effect of a failed call.
 * `not_sent`: no byte of the request left us; repeating it is safe.
 * `maybe_sent`: the upstream may have acted; for a write the outcome is unknown.
 * `refused`: the upstream said definitely that it did not act.
 */
export type UpstreamOutcome = 'not_sent' | 'maybe_sent' | 'refused';

export type UpstreamErrorFacts = {
  upstream: Upstream;
  /** The adapter's method, such as `addUser`. */
  operation: string;
  outcome: UpstreamOutcome;
  /** HTTP status, where an answer came. */
  status?: number;
  /** The upstream's own word, trimmed and cut: `EMAIL_EXISTS`, `0102`, … */
  code?: string;
  /** Our own word for logs: `ECONNREFUSED`, `truncated`, `html`, … */
  reason?: string;
  /** How long the upstream asked us to wait. */
  hintedWaitMs?: number;
};

const BRAND = Symbol.for('reseller-desk.upstream-error');

/**
 * A failed call of an upstream. Holds no body, no URL and no `cause`: undici's parser errors carry
 * the raw answer, and every field here may end up in a log.
 */
export class UpstreamError extends Error {
  static readonly kind: string = 'any';
  readonly upstream: Upstream;
  readonly operation: string;
  readonly outcome: UpstreamOutcome;
  readonly status?: number;
  readonly code?: string;
  readonly reason?: string;
  readonly hintedWaitMs?: number;
  readonly kind: string;

  constructor(what: string, facts: UpstreamErrorFacts) {
    super(`${facts.upstream} ${facts.operation}: ${what}`);
    this.name = new.target.name;
    this.kind = new.target.kind;
    this.upstream = facts.upstream;
    this.operation = facts.operation;
    this.outcome = facts.outcome;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.code !== undefined) this.code = facts.code;
    if (facts.reason !== undefined) this.reason = facts.reason;
    if (facts.hintedWaitMs !== undefined) this.hintedWaitMs = facts.hintedWaitMs;
    Object.defineProperty(this, BRAND, { value: true });
  }

  // Errors cross module instances through promises kept on globalThis; identity of the class would
  // not hold there, the brand and the kind do.
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    return this.kind === 'any' || ('kind' in value && value.kind === this.kind);
  }
}

/** The account's key, token or login was refused (RemotePC `createAutoLoginLink`: or the customer's password). */
export class UpstreamUnauthorizedError extends UpstreamError {
  static override readonly kind = 'unauthorized';
  constructor(facts: UpstreamErrorFacts) {
    super('not authorized', facts);
  }
}

/** RemotePC 403: most likely this server's address is not on the reseller's whitelist. */
export class UpstreamForbiddenError extends UpstreamError {
  static override readonly kind = 'forbidden';
  constructor(facts: UpstreamErrorFacts) {
    super('forbidden', facts);
  }
}

/** The upstream refused the input; `codes` holds every word it named, `code` the first. */
export class UpstreamRejectedError extends UpstreamError {
  static override readonly kind = 'rejected';
  readonly codes: readonly string[];
  constructor(facts: UpstreamErrorFacts & { codes?: readonly string[] }) {
    super('rejected', facts);
    this.codes = facts.codes ?? (facts.code === undefined ? [] : [facts.code]);
  }
}

const DEFAULT_RETRY_AFTER_MS = 30_000;

/** HTTP 429. */
export class UpstreamRateLimitedError extends UpstreamError {
  static override readonly kind = 'rate_limited';
  readonly retryAfterMs: number;
  constructor(facts: UpstreamErrorFacts) {
    super('rate limited', facts);
    this.retryAfterMs = facts.hintedWaitMs ?? DEFAULT_RETRY_AFTER_MS;
  }
}

/** Connection refused or reset, DNS, TLS, 5xx. */
export class UpstreamUnavailableError extends UpstreamError {
  static override readonly kind = 'unavailable';
  constructor(facts: UpstreamErrorFacts) {
    super('unavailable', facts);
  }
}

/** Not JSON, truncated, too large, redirected, or not the documented shape. */
export class UpstreamMalformedError extends UpstreamError {
  static override readonly kind = 'malformed';
  constructor(facts: UpstreamErrorFacts) {
    super('unreadable answer', facts);
  }
}

/** No answer by the deadline. */
export class UpstreamTimeoutError extends UpstreamError {
  static override readonly kind = 'timeout';
  constructor(facts: UpstreamErrorFacts) {
    super('no answer in time', facts);
  }
}

/** Calls are held back for a while because the upstream failed so often. Nothing was sent. */
export class CircuitOpenError extends UpstreamError {
  static override readonly kind = 'circuit_open';
  readonly retryAfterMs: number;
  constructor(facts: Pick<UpstreamErrorFacts, 'upstream' | 'operation'>, retryAfterMs: number) {
    super('calls are held back', { ...facts, outcome: 'not_sent' });
    this.retryAfterMs = retryAfterMs;
  }
}

/** Node's and OpenSSL's words for a certificate that is not believed. */
const CERTIFICATE =
  /^CERT_|_CERT(_|$)|LEAF_SIGNATURE|ALTNAME|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$/;
/** And for a handshake that came to no agreement: an old version, or a port that speaks no TLS. */
const HANDSHAKE = /^ERR_SSL_|^EPROTO$/;

/**
 * What to tell people of a call that ended in the TLS handshake, before anything was sent; null of
 * any other. It is no outage: waiting does not help, somebody has to look.
 */
export function tlsProblem(error: UpstreamError): string | null {
  const { outcome, reason = '' } = error;
  const name = upstreamNames[error.upstream];
  if (outcome !== 'not_sent') return null;
  if (HANDSHAKE.test(reason)) {
    return `${name}’s address doesn’t speak TLS 1.2 or newer (${reason}), so nothing was sent. An administrator can check the address in the settings, and what stands between this server and ${name}.`;
  }
  if (CERTIFICATE.test(reason)) {
    return `${name}’s certificate could not be verified (${reason}), so nothing was sent. An administrator can check this server’s clock, the address in the settings, and what stands between this server and ${name}.`;
  }
  return null;
}
