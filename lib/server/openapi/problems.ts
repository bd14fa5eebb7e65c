import 'server-only';
import { sensitiveWorkOf } from '@/lib/server/policies/permissions';
import type { ErrorCode } from '@/lib/server/errors';
import { problems } from '@/lib/server/http/problem';
import { isTokenPermission } from '@/lib/shared/permissions';
import type { Route } from './areas';

/** Whether a token can have what the operation needs. */
export function isForTokens({ permission, tokens }: Route['operation']): boolean {
  if (tokens === 'all' || tokens === 'only') return true;
  return permission !== null && isTokenPermission(permission);
}

/** The codes that the operation may answer with, by status. */
export function problemsOf(route: Route): [status: number, codes: ErrorCode[]][] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codesOf(route))) {
    const [status] = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort(([one], [other]) => one - other);
}

const ofBody: ErrorCode[] = ['request_timeout', 'body_too_large', 'unsupported_media_type'];
const ofVendor: ErrorCode[] = [
  ...(['account_not_found', 'account_disabled', 'upstream_unauthorized'] as const),
  ...(['upstream_forbidden', 'upstream_unavailable', 'upstream_malformed'] as const),
  ...(['upstream_rate_limited', 'circuit_open', 'upstream_timeout'] as const),
];

function codesOf({ path, method, operation }: Route): ErrorCode[] {
  const { permission, body, query, isIdempotent, callsVendor, problems: more = [] } = operation;
  const isRead = method === 'GET';
  const isGuarded = permission !== null || operation.tokens === 'only';
  const codes: (ErrorCode | false)[] = [
    Boolean(query ?? body) && 'invalid_request',
    isGuarded && 'unauthorized',
    isForTokens(operation) && 'token_expired',
    permission !== null && 'forbidden',
    isGuarded && !isRead && 'cross_origin',
    isGuarded && 'second_factor_missing',
    permission !== null && permission in sensitiveWorkOf && 'step_up_required',
    path.includes('[') && 'not_found',
    ...(body ? ofBody : []),
    ...(isIdempotent ? (['request_in_flight', 'idempotency_key_reused'] as const) : []),
    ...more,
    ...(callsVendor ? ofVendor : []),
    'internal',
    'unavailable',
    !isRead && 'outcome_unknown',
  ];
  return codes.filter((code) => code !== false);
}
