import { describe, expect, it } from 'vitest';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import {
  MethodNotAllowedError,
  problemResponse,
  problems,
  statusOf,
} from '@/lib/server/http/problem';

/** The codes of the API by status, as scripts know them. */
const expected: Record<number, ErrorCode[]> = {
  400: ['invalid_request'],
  401: ['unauthorized', 'token_expired'],
  403: [
    'forbidden',
    'step_up_required',
    'step_up_failed',
    'second_factor_missing',
    'approval_required',
    'customer_blocked',
    'cross_origin',
  ],
  404: ['not_found', 'user_not_found', 'account_not_found'],
  405: ['method_not_allowed'],
  408: ['request_timeout'],
  409: [
    'account_disabled',
    'account_in_use',
    'email_exists',
    'password_required',
    'account_suspended',
    'account_cancelled',
    'ip_blocked',
    'request_in_flight',
    'conflict',
    'customer_changed',
    'domain_taken',
    'statement_exists',
  ],
  410: ['token_spent'],
  413: ['body_too_large'],
  415: ['unsupported_media_type'],
  421: ['wrong_host'],
  422: [
    'address_not_allowed',
    'account_refused',
    'second_factor_wrong',
    'passkey_refused',
    'reason_required',
    'ticket_required',
    'idempotency_key_reused',
    'upstream_rejected',
  ],
  429: ['too_many_requests', 'too_many_streams', 'rate_limited', 'sign_in_held'],
  500: ['internal'],
  502: [
    'upstream_unauthorized',
    'upstream_forbidden',
    'upstream_unavailable',
    'upstream_malformed',
    'redirect_refused',
  ],
  503: ['upstream_rate_limited', 'circuit_open', 'vault_locked', 'unavailable', 'outcome_unknown'],
  504: ['upstream_timeout'],
  507: ['storage_full'],
};

const told = (code: ErrorCode) => new DeskError(code, { detail: 'Do this next.' });

describe('the codes of the API', () => {
  const pairs = Object.entries(expected).flatMap(([status, codes]) =>
    codes.map((code) => [code, Number(status)] as const),
  );

  it.each(pairs)('%s has status %i', (code, status) => {
    expect(statusOf(told(code))).toBe(status);
  });

  it('are all in this list', () => {
    expect(Object.keys(problems).toSorted()).toEqual(pairs.map(([code]) => code).toSorted());
  });

  it('each have their own title, without a period', () => {
    const titles = Object.values(problems).map(([, title]) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => /[.!?]$/.test(title) || !/^[A-Z]/.test(title))).toEqual([]);
  });
});

describe('a problem response', () => {
  it('has the code as its type, and a sentence with the next step', async () => {
    const response = problemResponse(told('conflict'), 'req-1');
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      type: 'urn:reseller-desk:problem:conflict',
      title: 'This can’t be done in the current state',
      status: 409,
      code: 'conflict',
      detail: 'Do this next.',
      requestId: 'req-1',
    });
  });

  it('is uncached problem+json with the request’s id', () => {
    const { headers } = problemResponse(told('not_found'), 'req-2');
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': 'req-2',
    });
  });

  it('names the invalid fields and what the vendor reported', async () => {
    const errors = [{ path: 'email', code: 'invalid', message: 'This isn’t an email address.' }];
    const upstream = { name: 'remotepc', status: 400, code: 'INVALID_EMAIL' } as const;
    const error = new DeskError('upstream_rejected', { detail: 'Correct it.', errors, upstream });
    expect(await problemResponse(error, 'req-3').json()).toMatchObject({ errors, upstream });
  });

  it('says when to try again', () => {
    const wait = (retryAfterSeconds?: number) =>
      problemResponse(
        new DeskError('unavailable', { detail: 'Wait.', retryAfterSeconds }),
        'req-4',
      ).headers.get('retry-after');
    expect(wait(17)).toBe('17');
    expect(wait(0)).toBe('0');
    expect(wait()).toBeNull();
  });

  it('names the allowed methods if another one was used', async () => {
    const response = problemResponse(new MethodNotAllowedError('GET, HEAD, POST'), 'req-5');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await response.json()).detail).toBe('This address accepts GET, HEAD, POST.');
  });

  it('contains nothing of the cause', async () => {
    const cause = new Error('select canary from secrets');
    const error = new DeskError('internal', { detail: 'An internal error occurred.', cause });
    expect(await problemResponse(error, 'req-6').text()).not.toContain('canary');
  });
});
