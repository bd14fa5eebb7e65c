import 'server-only';
import { z } from 'zod';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  type Caller,
  type UpstreamErrorFacts,
  statusError,
  upstreamWord,
} from '@/lib/server/upstreams/channel/errors';
import type { JsonReply } from '@/lib/server/upstreams/channel/request-json';

/**
 * `code` repeats the HTTP status; a string is accepted, since the platform mixes both elsewhere.
 */
const envelopeSchema = z.object({
  status: z.string().transform((text) => text.trim()),
  code: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^\d{3}$/)
      .transform(Number),
  ]),
  message: z.unknown().optional(),
  errors: z.array(z.unknown()).nullish(),
});
type Envelope = z.infer<typeof envelopeSchema>;

const errorItemSchema = z.object({ description: z.string() });

export const userListSchema = z.object({ resellerUsersList: z.array(z.unknown()).nullable() });

export const inviteListSchema = z.array(z.unknown());

export const inviteRowSchema = z.object({
  username: z.string(),
  status: z.unknown().optional(),
});

export const autoLoginSchema = z.object({ rpc_redirect_link: z.string().min(1).max(4_096) });

/**
 * Opens the envelope that every RemotePC response has. With HTTP 200, the envelope's own code and
 * errors decide: an error in it is that error, whatever the status word says. If the two contradict
 * each other in any other way, it isn't known what happened, so it is `maybe_sent`.
 * @param secrets masked wherever the upstream echoes them
 * @returns `message`, decoded if it is a JSON string
 * @throws UpstreamError of the class that status and descriptions indicate
 */
export function openEnvelope(
  reply: JsonReply,
  caller: Caller,
  secrets: readonly string[],
): unknown {
  const parsed = envelopeSchema.safeParse(reply.body);
  const envelope = parsed.success ? parsed.data : null;
  const codes = envelope === null ? [] : descriptions(envelope, secrets);
  const [code] = codes;
  const status =
    envelope !== null && isErrorUnderSuccess(envelope, reply.status) ? envelope.code : reply.status;
  const facts = { ...caller, status, code };

  if (envelope !== null && !agrees(envelope, status)) {
    throw unreadable(facts, 'envelope_disagrees');
  }
  const byStatus = statusError({ ...reply, status }, facts);
  if (byStatus !== null) throw byStatus;
  if (envelope === null) {
    throw unreadable(facts, reply.kind === 'json' ? 'wrong_shape' : reply.kind);
  }
  if (status >= 400) throw new UpstreamRejectedError({ ...facts, outcome: 'refused', codes });
  if (status !== 200) throw unreadable(facts, 'wrong_status');
  return decodeMessage(envelope.message);
}

/** A readable envelope with the wrong contents: the upstream may well have acted. */
export function unreadable(
  facts: Omit<UpstreamErrorFacts, 'outcome' | 'reason'>,
  reason: string,
): UpstreamMalformedError {
  return new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason });
}

/**
 * Whether the envelope has an error that the HTTP status hides. Its code must say so, and its
 * errors or its status word; one that also has a result could mean either.
 */
function isErrorUnderSuccess(envelope: Envelope, httpStatus: number): boolean {
  if (!isSuccess(httpStatus) || envelope.code < 400 || envelope.code > 599) return false;
  return (namesErrors(envelope) || !saysOk(envelope)) && !holdsResult(envelope.message);
}

/** Anything except nothing or a sentence: `SUCCESS`, a link, a list. */
function holdsResult(message: unknown): boolean {
  const content = decodeMessage(message);
  if (typeof content === 'object' && content !== null) return Object.keys(content).length > 0;
  return typeof content === 'string' && /^success$/i.test(content.trim());
}

function agrees(envelope: Envelope, status: number): boolean {
  const isOk = saysOk(envelope) && !(envelope.code >= 400 && namesErrors(envelope));
  if (isOk !== isSuccess(status) || (isOk && namesErrors(envelope))) return false;
  if (envelope.code === status) return true;
  // A gateway in front may replace one failure's number with another of the same meaning.
  return !isOk && envelope.code >= 400 && (status === 429 || bothServerErrors(envelope, status));
}

const saysOk = ({ status }: Envelope) => /^ok$/i.test(status);
const namesErrors = ({ errors }: Envelope) => (errors ?? []).length > 0;
const isSuccess = (status: number) => status >= 200 && status < 300;

function bothServerErrors(envelope: Envelope, status: number): boolean {
  return status >= 500 && envelope.code >= 500;
}

function descriptions(envelope: Envelope, secrets: readonly string[]): string[] {
  const words = (envelope.errors ?? []).map((item) => {
    const parsed = errorItemSchema.safeParse(item);
    return upstreamWord(parsed.success ? parsed.data.description : item, secrets);
  });
  const known = words.filter((word) => word !== undefined);
  const status = upstreamWord(envelope.status, secrets);
  return known.length > 0 || status === undefined || /^ok$/i.test(status) ? known : [status];
}

/** The platform's login is known to send `message` as JSON within a string. */
function decodeMessage(message: unknown): unknown {
  if (typeof message !== 'string' || !/^\s*[[{]/.test(message)) return message;
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return message;
  }
}
