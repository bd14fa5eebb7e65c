import 'server-only';
import type { Problem } from '@/lib/contract/problem';
import { DeskError, type ErrorCode } from '@/lib/server/errors';

/** The status and title of each code. */
export const problems: Record<ErrorCode, readonly [status: number, title: string]> = {
  invalid_request: [400, 'The request is invalid'],
  unauthorized: [401, 'You aren’t signed in'],
  token_expired: [401, 'The token has expired'],
  forbidden: [403, 'Your role doesn’t allow this'],
  step_up_required: [403, 'Confirm your password'],
  step_up_failed: [403, 'The password is wrong'],
  second_factor_missing: [403, 'Add a second factor'],
  second_factor_wrong: [422, 'The code is wrong'],
  passkey_refused: [422, 'The passkey couldn’t be checked'],
  approval_required: [403, 'Approval by a second person is required'],
  customer_blocked: [403, 'Sign-in as this user is blocked'],
  cross_origin: [403, 'The request came from another site'],
  not_found: [404, 'Not found'],
  user_not_found: [404, 'User not found'],
  account_not_found: [404, 'Account not found'],
  method_not_allowed: [405, 'Method not allowed'],
  request_timeout: [408, 'The request timed out'],
  email_exists: [409, 'The email is already in use'],
  password_required: [409, 'No password is stored'],
  account_suspended: [409, 'The user’s account is suspended'],
  account_cancelled: [409, 'The user’s account is canceled'],
  ip_blocked: [409, 'The address is blocked'],
  request_in_flight: [409, 'The same request is still in progress'],
  account_disabled: [409, 'The account is disabled'],
  account_in_use: [409, 'The account is in use'],
  customer_changed: [409, 'The customer has changed'],
  domain_taken: [409, 'The domain belongs to another customer'],
  statement_exists: [409, 'The month has a statement'],
  conflict: [409, 'This can’t be done in the current state'],
  token_spent: [410, 'The link has been used or has expired'],
  body_too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The content type isn’t supported'],
  wrong_host: [421, 'This isn’t the address in APP_URL'],
  reason_required: [422, 'A reason is required'],
  ticket_required: [422, 'A ticket is required'],
  idempotency_key_reused: [422, 'The idempotency key was used for another request'],
  address_not_allowed: [422, 'Webhooks can’t lead to this address'],
  account_refused: [422, 'The account couldn’t be connected'],
  upstream_rejected: [422, 'The service rejected the input'],
  too_many_requests: [429, 'Too many requests'],
  too_many_streams: [429, 'Too many live views are open'],
  rate_limited: [429, 'You’ve reached the hourly limit'],
  sign_in_held: [429, 'Sign-ins as this user are on hold'],
  internal: [500, 'An internal error occurred'],
  upstream_unauthorized: [502, 'The service rejected the credentials'],
  upstream_forbidden: [502, 'The service denied access to this server'],
  upstream_unavailable: [502, 'The service can’t be reached'],
  upstream_malformed: [502, 'The service’s response can’t be read'],
  redirect_refused: [502, 'The service’s link can’t be trusted'],
  upstream_rate_limited: [503, 'The service is rate limiting requests'],
  circuit_open: [503, 'Requests to the service are paused'],
  vault_locked: [503, 'The stored passwords are locked'],
  unavailable: [503, 'Temporarily unavailable'],
  outcome_unknown: [503, 'Outcome unknown: this may have been saved'],
  upstream_timeout: [504, 'The service didn’t respond in time'],
  storage_full: [507, 'The disk is full'],
};
/** A method that a resource doesn't support: 405 with those it supports. */
export class MethodNotAllowedError extends DeskError {
  /** @param allow as in the header `Allow` */
  constructor(readonly allow: string) {
    super('method_not_allowed', { detail: `This address accepts ${allow}.` });
  }
}

export const statusOf = ({ code }: DeskError): number => problems[code][0];

/** An error as `application/problem+json`. */
export function problemResponse(error: DeskError, requestId: string): Response {
  const [status, title] = problems[error.code];
  const problem: Problem = {
    type: `urn:reseller-desk:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.detail,
    errors: error.errors,
    upstream: error.upstream,
    checks: error.checks,
    current: error.current,
    requestId,
  };
  const headers = new Headers({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (error.retryAfterSeconds !== undefined) {
    headers.set('retry-after', String(error.retryAfterSeconds));
  }
  if (error instanceof MethodNotAllowedError) headers.set('allow', error.allow);
  return new Response(JSON.stringify(problem), { status, headers });
}
