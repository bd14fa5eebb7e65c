import 'server-only';
import { z } from 'zod';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  type Caller,
  type UpstreamErrorFacts,
  statusError,
  upstreamWord,
} from '@/lib/server/upstreams/channel/errors';
import { vendorText, type JsonReply } from '@/lib/server/upstreams/channel/request-json';

/**
 * `status` is the string "true" or "false"; the reason is in `reason`, on one route in `message`.
 */
const envelopeSchema = z.looseObject({
  status: z.union([z.boolean(), z.string()]),
  reason: z.unknown().optional(),
  message: z.unknown().optional(),
  code: z.unknown().optional(),
});

const text = z.string().transform(vendorText).optional().catch(undefined);

/** Checked when used, unmodified: cleaned, it might pass for something else. */
const exactText = z.string().optional().catch(undefined);

/** Numbers arrive as numbers and as strings, sometimes both in one reply. */
const integer = z
  .union([
    z.number().int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

/** `auth_expiration`: Unix seconds. A login by authhash has only `auth_token`. */
export const loginSchema = z.object({
  token: exactText,
  auth_token: exactText,
  auth_expiration: integer,
  email: text,
});

export const deviceListSchema = z.object({ devices: z.array(z.unknown()) });

/** Empty values arrive as `[null]`, a legacy of XML. */
export const deviceRowSchema = z.object({
  deviceaddress: z.string().min(1).max(200),
  devicealias: text,
  ownerusername: text,
  devicetype: text,
  devicestate: text,
  devicelastip: text,
  lastinternalip: text,
  servicetitle: text,
  lastcontacted: text,
  hardwareid: text,
});
export type DeviceRow = z.infer<typeof deviceRowSchema>;

/** An empty map arrives as `[]` from PHP. */
export const metadataSchema = z.object({ devices: z.record(z.string(), z.unknown()) });

export const metadataItemSchema = z.object({ hardwareid: z.string().min(1) });

export const connectReplySchema = z.object({
  connectionid: exactText,
  connection: z.object({
    connectionid: exactText,
    proxy: exactText,
    proxyserver: exactText,
    proxyport: z.unknown().optional(),
    proxyServerPort: z.unknown().optional(),
    reverseProxy: z.boolean().optional().catch(undefined),
    expirationsec: integer,
    proxyExpirationSec: integer,
  }),
});
export type ConnectReply = z.infer<typeof connectReplySchema>;

const TOKEN_REFUSALS = ['missing api token', 'api token missing', 'auth token expired'];
const KEY_REFUSALS = ['api key failed validation', 'the api application key is invalid'];

/** Our own reason for a rejection that names the token: the one case in which a new login helps. */
export const TOKEN_REFUSED = 'token_refused';

/**
 * Opens a v27 response: a JSON object whose `status` is "true" (a string, sometimes a boolean),
 * with HTTP 200. "false" with 200 is a failure like any other; "true" with another status
 * contradicts itself, so it isn't known what happened.
 * @param secrets masked wherever the upstream echoes them
 * @throws UpstreamError of the class that status and reason indicate
 */
export function openEnvelope(
  reply: JsonReply,
  caller: Caller,
  secrets: readonly string[],
): Record<string, unknown> {
  const parsed = envelopeSchema.safeParse(reply.body);
  const envelope = parsed.success ? parsed.data : null;
  const verdict = envelope === null ? null : toVerdict(envelope.status);
  const reason =
    upstreamWord(envelope?.reason, secrets) ?? upstreamWord(envelope?.message, secrets);
  const code =
    verdict === false ? toCode(reason, upstreamWord(envelope?.code, secrets)) : undefined;
  const facts = { ...caller, status: reply.status, code };

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

/** A response that can't match the request: the upstream may well have acted. */
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

/** `[0102] The username …` → `0102`: the numbers are stable, the sentences aren't. */
function toCode(reason: string | undefined, code: string | undefined): string | undefined {
  const number = /^\[(\d{4})\]/.exec(reason ?? '')?.[1];
  if (number !== undefined) return number;
  return code !== undefined && code !== 'GENERAL_ERROR' ? code : (reason ?? code);
}
