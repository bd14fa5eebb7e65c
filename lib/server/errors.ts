import 'server-only';
import type { InputFault, Problem } from '@/lib/contract/problem';

/** The error codes of the API's problems. `lib/server/http/problem.ts` maps each to a status. */
export type ErrorCode =
  | 'invalid_request'
  | 'unauthorized'
  | 'token_expired'
  | 'forbidden'
  | 'step_up_required'
  | 'step_up_failed'
  | 'second_factor_missing'
  | 'second_factor_wrong'
  | 'passkey_refused'
  | 'approval_required'
  | 'customer_blocked'
  | 'cross_origin'
  | 'not_found'
  | 'user_not_found'
  | 'account_not_found'
  | 'account_disabled'
  | 'account_in_use'
  | 'account_refused'
  | 'address_not_allowed'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'email_exists'
  | 'password_required'
  | 'account_suspended'
  | 'account_cancelled'
  | 'ip_blocked'
  | 'request_in_flight'
  | 'conflict'
  | 'customer_changed'
  | 'domain_taken'
  | 'statement_exists'
  | 'token_spent'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'wrong_host'
  | 'reason_required'
  | 'ticket_required'
  | 'idempotency_key_reused'
  | 'upstream_rejected'
  | 'too_many_requests'
  | 'too_many_streams'
  | 'rate_limited'
  | 'sign_in_held'
  | 'internal'
  | 'upstream_unauthorized'
  | 'upstream_forbidden'
  | 'upstream_unavailable'
  | 'upstream_malformed'
  | 'redirect_refused'
  | 'upstream_rate_limited'
  | 'circuit_open'
  | 'vault_locked'
  | 'unavailable'
  | 'outcome_unknown'
  | 'upstream_timeout'
  | 'storage_full';

type Facts = {
  /** A sentence for a person, with the next step. Never a secret, SQL or an upstream's body. */
  detail: string;
  errors?: InputFault[];
  upstream?: Problem['upstream'];
  /** When it makes sense to try again. */
  retryAfterSeconds?: number;
  /** For `account_refused`: what the test of the account found. */
  checks?: Problem['checks'];
  /** For `customer_changed`: as it is now. */
  current?: Problem['current'];
  cause?: unknown;
};

/** An error that is shown to a person. Thrown anywhere below a handler; knows no HTTP. */
export class DeskError extends Error {
  override name = 'DeskError' as const;
  readonly detail: string;
  readonly errors: InputFault[] | undefined;
  readonly upstream: Problem['upstream'];
  readonly retryAfterSeconds: number | undefined;
  readonly checks: Problem['checks'];
  readonly current: Problem['current'];

  constructor(
    readonly code: ErrorCode,
    { detail, errors, upstream, retryAfterSeconds, checks, current, cause }: Facts,
  ) {
    super(code, { cause });
    this.detail = detail;
    this.errors = errors;
    this.upstream = upstream;
    this.retryAfterSeconds = retryAfterSeconds;
    this.checks = checks;
    this.current = current;
  }
}
