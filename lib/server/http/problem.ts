import 'server-only';
import type { Problem } from '@/lib/contract/problem';
import { DeskError, type ErrorCode } from '@/lib/server/errors';

/** The status and title of each code. */
export const problems: Record<ErrorCode, readonly [status: number, title: string]> = {
  invalid_request: [400, 'The request has faults'],
  unauthorized: [401, 'You are not signed in'],
  forbidden: [403, 'Your role doesn’t allow this'],
  step_up_required: [403, 'Your own password is needed again'],
  step_up_failed: [403, 'The password is wrong'],
  approval_required: [403, 'A second person has to approve this'],
  customer_blocked: [403, 'Nobody may enter this customer’s account'],
  cross_origin: [403, 'The request came from another site'],
  not_found: [404, 'There is nothing here'],
  user_not_found: [404, 'There is no such customer user'],
  account_not_found: [404, 'There is no such account'],
  method_not_allowed: [405, 'This can’t be done here'],
  request_timeout: [408, 'The request came too slowly'],
  email_exists: [409, 'The e-mail is already taken'],
  password_required: [409, 'No password is stored'],
  account_suspended: [409, 'The customer’s account is suspended'],
  account_cancelled: [409, 'The customer’s account is cancelled'],
  ip_blocked: [409, 'The address is blocked'],
  request_in_flight: [409, 'The same request is still under way'],
  conflict: [409, 'This can’t be done now'],
  token_spent: [410, 'The link has been used or has expired'],
  body_too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The content type isn’t supported'],
  wrong_host: [421, 'This isn’t the address in APP_URL'],
  reason_required: [422, 'A reason is needed'],
  ticket_required: [422, 'A ticket is needed'],
  idempotency_key_reused: [422, 'The idempotency key was used for something else'],
  upstream_rejected: [422, 'The service refused the input'],
  too_many_requests: [429, 'Too many requests'],
  too_many_streams: [429, 'Too many live views are open'],
  rate_limited: [429, 'You have reached the limit of an hour'],
  sign_in_held: [429, 'Sign-ins to this customer are held back'],
  internal: [500, 'Something went wrong here'],
  upstream_unauthorized: [502, 'The service refused our key'],
  upstream_forbidden: [502, 'The service refused this server'],
  upstream_unavailable: [502, 'The service can’t be reached'],
  upstream_malformed: [502, 'The service’s answer can’t be read'],
  redirect_refused: [502, 'The service’s link leads elsewhere'],
  upstream_rate_limited: [503, 'The service asks us to slow down'],
  circuit_open: [503, 'Calls to the service are held back'],
  vault_locked: [503, 'The stored passwords are locked'],
  unavailable: [503, 'This is not available now'],
  outcome_unknown: [503, 'It isn’t known whether this was saved'],
  upstream_timeout: [504, 'The service didn’t answer in time'],
  storage_full: [507, 'The disk is full'],
};
/** A method that a resource doesn't have: 405 with the ones it has. */
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
