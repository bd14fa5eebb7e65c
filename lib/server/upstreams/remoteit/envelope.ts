import 'server-only';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  type UpstreamErrorFacts,
} from '@/lib/server/upstreams/channel/errors';
import type { JsonReply } from '@/lib/server/upstreams/channel/request-json';
import { statusError } from '@/lib/server/upstreams/channel/status-error';
import { upstreamWord } from '@/lib/server/upstreams/channel/upstream-word';
import { envelopeSchema } from './schemas';

const TOKEN_REFUSALS = ['missing api token', 'api token missing', 'auth token expired'];
const KEY_REFUSALS = ['api key failed validation', 'the api application key is invalid'];

/** Our own reason on a refusal that names the token: the one case in which a new login helps. */
export const TOKEN_REFUSED = 'token_refused';

/**
 * Opens a v27 answer: a JSON object whose `status` is "true" (a text, now and then a boolean), under
 * HTTP 200. "false" under 200 is a failure like any other; "true" under another status contradicts
 * itself, and nobody knows what happened.
 * @param secrets masked wherever the upstream echoes them
 * @throws UpstreamError of the class that status and reason call for
 */
export function openEnvelope(
  reply: JsonReply,
  operation: string,
  secrets: readonly string[],
): Record<string, unknown> {
  const parsed = envelopeSchema.safeParse(reply.body);
  const envelope = parsed.success ? parsed.data : null;
  const verdict = envelope === null ? null : toVerdict(envelope.status);
  const reason =
    upstreamWord(envelope?.reason, secrets) ?? upstreamWord(envelope?.message, secrets);
  const code =
    verdict === false ? toCode(reason, upstreamWord(envelope?.code, secrets)) : undefined;
  const base = { upstream: 'remoteit', operation, status: reply.status } as const;
  const facts = { ...base, ...(code !== undefined && { code }) };

  const isSuccess = reply.status >= 200 && reply.status < 300;
  if (verdict === true && !isSuccess) throw unreadable(facts, 'envelope_disagrees');
  if (envelope !== null && verdict === true) {
    if (reply.status === 200) return envelope;
    throw unreadable(facts, 'wrong_status');
  }
  if (verdict === false && (isSuccess || isRefusal(reply.status))) {
    throw refusal(facts, reason ?? '');
  }
  const byStatus = statusError(reply, facts);
  if (byStatus !== null) throw byStatus;
  throw unreadable(facts, reply.kind === 'json' ? 'wrong_shape' : reply.kind);
}

/** An answer that can't be what was asked for: the upstream may well have acted. */
export function unreadable(
  facts: Omit<UpstreamErrorFacts, 'outcome' | 'reason'>,
  reason: string,
): UpstreamMalformedError {
  return new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason });
}

function toVerdict(status: string | boolean): boolean | null {
  const word = String(status).trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

function refusal(facts: Omit<UpstreamErrorFacts, 'outcome'>, reason: string) {
  const text = reason.toLowerCase();
  if (TOKEN_REFUSALS.some((words) => text.includes(words))) {
    return new UpstreamUnauthorizedError({ ...facts, outcome: 'refused', reason: TOKEN_REFUSED });
  }
  if (KEY_REFUSALS.some((words) => text.includes(words))) {
    return new UpstreamUnauthorizedError({ ...facts, outcome: 'refused', reason: 'key_refused' });
  }
  return new UpstreamRejectedError({ ...facts, outcome: 'refused' });
}

/** `[0102] The username …` → `0102`: the numbers are stable, the sentences are not. */
function toCode(reason: string | undefined, code: string | undefined): string | undefined {
  const number = /^\[(\d{4})\]/.exec(reason ?? '')?.[1];
  if (number !== undefined) return number;
  return code !== undefined && code !== 'GENERAL_ERROR' ? code : (reason ?? code);
}
