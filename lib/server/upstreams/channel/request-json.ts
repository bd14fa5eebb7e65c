import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate as nextTick } from 'node:timers/promises';
import { type InputType, brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { answerShape, shapeProblem } from '@/lib/server/json-shape';
import {
  UpstreamMalformedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type Caller,
} from './errors';
import { exchange } from './exchange';
import { laneFor, type LaneName } from './lane';

const MAX_QUEUE_WAIT_MS = 5_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_SHORT_TEXT = 100;
/** The share of a read's time that a kept socket gets; the rest is for a new one. */
const KEPT_SILENCE_SHARE = 2 / 3;

export type JsonCall = Caller & {
  accountId: string;
  lane?: LaneName;
  /** How many calls the lane allows at once; the lane's first caller decides. */
  sockets?: number | undefined;
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** The whole call: queue, connecting, request and the last byte of the response. */
  timeoutMs: number;
  /** Cap on the body, both compressed and decoded. */
  maxBytes?: number;
};

export type JsonReply = {
  status: number;
  headers: IncomingHttpHeaders;
  /** What the body is, whatever its content type. `body` is undefined unless it is JSON. */
  kind: 'json' | 'html' | 'text' | 'empty';
  body: unknown;
  /** A short plain text as it is: remote.it returns the single word `Unauthorized`. */
  text?: string;
};

/**
 * One request, one response, whatever its status. Follows no redirect, repeats nothing. A read
 * abandons a silent kept socket before its time is over (`KEPT_SOCKET_SILENT`).
 * @throws UpstreamUnavailableError, UpstreamTimeoutError: `outcome` says whether it was sent
 * @throws UpstreamMalformedError too large, truncated, or in an unrequested encoding
 */
export async function requestJson(call: JsonCall): Promise<JsonReply> {
  const { upstream, operation, kind, timeoutMs, maxBytes = MAX_BODY_BYTES } = call;
  const caller = { upstream, operation, kind };
  const startedAt = performance.now();
  const lane = laneFor(upstream, call.accountId, call.lane ?? 'interactive', call.sockets);
  const leave = await lane.enter(Math.min(MAX_QUEUE_WAIT_MS, timeoutMs));
  if (leave === null) {
    throw new UpstreamUnavailableError({ ...caller, outcome: 'not_sent', reason: 'queue_full' });
  }
  let raw;
  try {
    const leftMs = Math.max(1, timeoutMs - (performance.now() - startedAt));
    const mayStartOver = kind === 'read' && lane.keeps(call.url.origin);
    const wire = {
      url: call.url,
      method: call.method,
      headers: wireHeaders(call),
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      timeoutMs: leftMs,
      silenceMs: mayStartOver ? leftMs * KEPT_SILENCE_SHARE : undefined,
      maxBytes,
    };
    raw = await exchange(lane.agent, wire, caller);
  } catch (error) {
    if (error instanceof UpstreamTimeoutError) lane.renew();
    throw error;
  } finally {
    // A tick later, for the caller too: until then undici counts the socket as busy, and the next
    // call would open another one.
    await nextTick();
    leave();
  }
  const { status, headers } = raw;
  const decoded = await decodeBody(raw.bytes, headers['content-encoding'], maxBytes);
  if ('fault' in decoded) {
    const reason = decoded.fault;
    throw new UpstreamMalformedError({ ...caller, status, outcome: 'maybe_sent', reason });
  }
  if (shapeProblem(decoded.bytes, answerShape(decoded.bytes))) {
    const reason = 'too_large';
    throw new UpstreamMalformedError({ ...caller, status, outcome: 'maybe_sent', reason });
  }
  return { status, headers, ...readText(new TextDecoder().decode(decoded.bytes)) };
}

function wireHeaders(call: JsonCall): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'reseller-desk',
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    ...call.headers,
  };
}

function readText(text: string): Pick<JsonReply, 'kind' | 'body' | 'text'> {
  if (text.trim() === '') return { kind: 'empty', body: undefined };
  try {
    return { kind: 'json', body: JSON.parse(text) as unknown };
  } catch {
    if (text.trimStart().startsWith('<')) return { kind: 'html', body: undefined };
    return {
      kind: 'text',
      body: undefined,
      ...(text.length <= MAX_SHORT_TEXT && { text: text.trim() }),
    };
  }
}

type Decoder = (
  input: InputType,
  options: { maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void;

const decoders: Record<string, Decoder> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  br: brotliDecompress,
  deflate: (input, options, done) => {
    // "deflate" means zlib, but some servers send the raw stream: the header's low nibble shows
    // which.
    const isZlib = Buffer.isBuffer(input) && ((input[0] ?? 0) & 0x0f) === 8;
    (isZlib ? inflate : inflateRaw)(input, options, done);
  },
};

type DecodedBody = { bytes: Buffer } | { fault: 'too_large' | 'encoding' | 'truncated' };

/**
 * Decodes one content encoding, stopping at `maxBytes` of output; stacked encodings are rejected.
 */
async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | string[] | undefined,
  maxBytes: number,
): Promise<DecodedBody> {
  const names = [contentEncoding ?? []]
    .flat()
    .join(',')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const [name] = names;
  if (name === undefined || bytes.length === 0) return { bytes };
  const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decoder === undefined || names.length > 1) return { fault: 'encoding' };
  return new Promise((resolve) => {
    decoder(bytes, { maxOutputLength: maxBytes }, (error, decoded) => {
      if (!error) resolve({ bytes: decoded });
      else if (error instanceof RangeError) resolve({ fault: 'too_large' });
      else resolve({ fault: 'truncated' });
    });
  });
}

/**
 * Control characters, lone surrogates, line separators, and marks that change the direction of the
 * text around them. PostgreSQL rejects some; a page or a log shows the others as something else.
 */
const UNFIT =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{61C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]/u;
const ALL_UNFIT = new RegExp(UNFIT, 'gu');

/** A vendor's text, safe to store and show: without what no name, id or address contains. */
export function vendorText(text: string): string {
  return UNFIT.test(text) ? text.replace(ALL_UNFIT, '') : text;
}
