import 'server-only';
import {
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  type Caller,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';
import type { JsonReply } from '@/lib/server/upstreams/channel/request-json';
import { statusError, waitHint, upstreamWord } from '@/lib/server/upstreams/channel/status-error';
import { graphqlReplySchema } from './graphql-schemas';

/** Beyond this the two clocks differ enough to be the cause of a refused signature. */
const MAX_SKEW_MS = 60_000;

type Call = { caller: Caller; secrets: readonly string[]; nowMs: number };

/** One of the errors of an answer. `path` leads to the field that is null because of it. */
export type GraphqlError = { path: readonly (string | number)[]; message: string | undefined };

/** `errors` beside data are normal: each says why one part of the data is null. */
export type GraphqlAnswer = { data: Record<string, unknown>; errors: readonly GraphqlError[] };

/**
 * Opens a GraphQL answer under HTTP 200. One that holds any data is returned with its errors, for
 * the caller knows which parts it can do without. Errors alone come under 200 as well; a refused
 * signature is the one word `Unauthorized`, no JSON.
 * @throws UpstreamError of the class that status, body and messages call for
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

/** An error in the place of what was asked for: the upstream did not act. */
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

/** An error beside an answer that doesn't do: for a write, nobody knows what was done. */
export function contradictedBy({ message }: GraphqlError, facts: Facts): UpstreamMalformedError {
  const open = { outcome: 'maybe_sent', reason: 'envelope_disagrees' } as const;
  return new UpstreamMalformedError({ ...facts, code: message, ...open });
}

/** Signatures carry our time; the answer carries the vendor's. */
function isClockOff({ headers }: JsonReply, nowMs: number): boolean {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isFinite(theirs) && Math.abs(theirs - nowMs) > MAX_SKEW_MS;
}
