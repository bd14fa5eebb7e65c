import 'server-only';
import {
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
} from '@/lib/http/errors';
import type { JsonReply } from '@/lib/http/request-json';
import { statusError, waitHint } from '@/lib/http/status-error';
import { upstreamWord } from '@/lib/http/upstream-word';
import { graphqlReplySchema } from './graphql-schemas';

/** Beyond this the two clocks differ enough to be the cause of a refused signature. */
const MAX_SKEW_MS = 60_000;

type Call = { operation: string; secrets: readonly string[]; nowMs: number };

/**
 * Opens a GraphQL answer: `data` without `errors`, under HTTP 200. Errors come under 200 as well; a
 * refused signature is the one word `Unauthorized`, no JSON.
 * @throws UpstreamError of the class that status, body and messages call for
 */
export function openGraphql(reply: JsonReply, call: Call): Record<string, unknown> {
  const facts = { upstream: 'remoteit', operation: call.operation, status: reply.status } as const;
  const isSaid = reply.status < 300 && reply.text?.toLowerCase() === 'unauthorized';
  if (isSaid || reply.status === 401 || reply.status === 403) {
    const reason = isClockOff(reply, call.nowMs) ? 'clock_skew' : 'access_key_refused';
    throw new UpstreamUnauthorizedError({ ...facts, outcome: 'refused', reason });
  }
  const byStatus = statusError(reply, facts);
  if (byStatus !== null) throw byStatus;

  const parsed = graphqlReplySchema.safeParse(reply.body);
  const data = parsed.data?.data ?? null;
  const errors = parsed.data?.errors ?? [];
  if (errors.length > 0) {
    throw refusal({ ...facts, ...waitHint(reply) }, errors[0]?.message, data, call.secrets);
  }
  if (parsed.success && data !== null && reply.status === 200) return data;
  const reason =
    reply.kind !== 'json' ? reply.kind : data === null ? 'wrong_shape' : 'wrong_status';
  throw new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason });
}

type Facts = { upstream: 'remoteit'; operation: string; status: number; hintedWaitMs?: number };

function refusal(
  facts: Facts,
  message: unknown,
  data: Record<string, unknown> | null,
  secrets: readonly string[],
) {
  const word = upstreamWord(message, secrets);
  const told = { ...facts, ...(word !== undefined && { code: word }) };
  // Errors beside an answer contradict it: for a write, nobody knows what was done.
  const hasAnswer = Object.values(data ?? {}).some((value) => value !== null);
  if (hasAnswer) {
    return new UpstreamMalformedError({
      ...told,
      outcome: 'maybe_sent',
      reason: 'envelope_disagrees',
    });
  }
  const refused = { ...told, outcome: 'refused' } as const;
  if (/^unauth(?:orized|enticated)\.?$/i.test(word ?? '')) {
    return new UpstreamUnauthorizedError({ ...refused, reason: 'access_key_refused' });
  }
  if (/throttl|rate limit|too many requests/i.test(word ?? '')) {
    return new UpstreamRateLimitedError(refused);
  }
  return new UpstreamRejectedError(refused);
}

/** Signatures carry our time; the answer carries the vendor's. */
function isClockOff({ headers }: JsonReply, nowMs: number): boolean {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isFinite(theirs) && Math.abs(theirs - nowMs) > MAX_SKEW_MS;
}
