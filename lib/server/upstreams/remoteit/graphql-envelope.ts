import 'server-only';
import {
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  type Caller,
  type UpstreamError,
  statusError,
  waitHint,
  upstreamWord,
} from '@/lib/server/upstreams/channel/errors';
import type { JsonReply } from '@/lib/server/upstreams/channel/request-json';
import { graphqlReplySchema } from './graphql-schemas';

/** Beyond this, the two clocks differ enough to cause a rejected signature. */
const MAX_SKEW_MS = 60_000;

type Call = { caller: Caller; secrets: readonly string[]; nowMs: number };

/** One of a response's errors. `path` leads to the field that is null because of it. */
export type GraphqlError = { path: readonly (string | number)[]; message: string | undefined };

/** `errors` along with data are normal: each says why one part of the data is null. */
export type GraphqlAnswer = { data: Record<string, unknown>; errors: readonly GraphqlError[] };

/**
 * Opens a GraphQL response with HTTP 200. One with any data is returned with its errors, because
 * the caller knows which parts are dispensable. Errors alone also come with 200; a rejected
 * signature is the single word `Unauthorized`, not JSON.
 * @throws UpstreamError of the class that status, body and messages indicate
 */
export function openGraphql(reply: JsonReply, call: Call): GraphqlAnswer {
  const facts = { ...call.caller, status: reply.status };
  const isSaid = reply.status < 300 && reply.text?.toLowerCase() === 'unauthorized';
  if (isSaid || reply.status === 401 || reply.status === 403) {
    const reason = isClockOff(reply, call.nowMs) ? 'clock_skew' : 'access_key_refused';
    throw new UpstreamUnauthorizedError({ ...facts, outcome: 'refused', reason });
  }
  const byStatus = statusError(reply, facts);
  if (byStatus !== null) throw byStatus;

  const parsed = graphqlReplySchema.safeParse(reply.body);
  const data = parsed.data?.data ?? null;
  const errors = (parsed.data?.errors ?? []).map(({ message, path }) => ({
    path: path ?? [],
    message: upstreamWord(message, call.secrets),
  }));
  const hasAnswer = Object.values(data ?? {}).some((value) => value !== null);
  const [error] = errors;
  if (error && !hasAnswer) throw refusedBy(error, { ...facts, hintedWaitMs: waitHint(reply) });
  if (error && reply.status !== 200) throw contradictedBy(error, facts);
  if (parsed.success && data !== null && reply.status === 200) return { data, errors };
  const reason =
    reply.kind !== 'json' ? reply.kind : data === null ? 'wrong_shape' : 'wrong_status';
  throw new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason });
}

type Facts = Caller & { status: number; hintedWaitMs?: number | undefined };

/** An error instead of the requested data: the upstream didn't act. */
export function refusedBy({ message }: GraphqlError, facts: Facts): UpstreamError {
  const word = message ?? '';
  const refused = { ...facts, code: message, outcome: 'refused' } as const;
  if (/^unauth(?:orized|enticated)\.?$/i.test(word)) {
    return new UpstreamUnauthorizedError({ ...refused, reason: 'access_key_refused' });
  }
  if (/throttl|rate limit|too many requests/i.test(word)) {
    return new UpstreamRateLimitedError(refused);
  }
  return new UpstreamRejectedError(refused);
}

/** An error with an unusable response: for a write, it isn't known what was done. */
export function contradictedBy({ message }: GraphqlError, facts: Facts): UpstreamMalformedError {
  const open = { outcome: 'maybe_sent', reason: 'envelope_disagrees' } as const;
  return new UpstreamMalformedError({ ...facts, code: message, ...open });
}

/** Signatures contain our time; the response contains the vendor's. */
function isClockOff({ headers }: JsonReply, nowMs: number): boolean {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isFinite(theirs) && Math.abs(theirs - nowMs) > MAX_SKEW_MS;
}
