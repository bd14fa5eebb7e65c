import 'server-only';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import { asForwardError, type ForwardFailure } from '@/lib/server/audit/forward-error';
import { AddressNotAllowedError, checkedLookup, requireAllowedHost, type Resolve } from './address';

const TIMEOUT_MS = 10_000;

/** Why an attempt failed. */
export type WebhookFailure =
  Exclude<ForwardFailure, 'files'> | 'not_allowed' | 'secret' | 'removed' | 'disabled';

export type Message = { id: string; body: string; secrets: readonly string[] };

/** `failure` is null if it was taken, which is what a 2xx answer says. */
export type Attempt = { status: number | null; failure: WebhookFailure | null; tookMs: number };

type Calling = { resolve?: Resolve; signal?: AbortSignal };

/**
 * Posts a message once, as Standard Webhooks describes. Redirects aren't followed and no proxy is
 * used: only the address that was checked is called. Of the answer, only the status is read.
 * @throws what `signal` aborts with, and nothing else
 */
export async function post(
  url: string,
  message: Message,
  { resolve, signal }: Calling = {},
): Promise<Attempt> {
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const agent = new Agent({ connect: { lookup: checkedLookup(resolve) }, maxHeaderSize: 16_384 });
  try {
    requireAllowedHost(url);
    const { statusCode: status, body: answer } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(message) },
      body: message.body,
      dispatcher: agent,
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
    });
    answer.on('error', () => undefined).destroy();
    return { status, failure: failureOf(status), tookMs: tookMs() };
  } catch (error) {
    signal?.throwIfAborted();
    return { status: null, failure: causeOf(error), tookMs: tookMs() };
  } finally {
    await agent.destroy();
  }
}

function failureOf(status: number): WebhookFailure | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirected' : 'refused';
}

function causeOf(error: unknown): WebhookFailure {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AddressNotAllowedError) return 'not_allowed';
  }
  const { failure } = asForwardError(error);
  return failure === 'files' ? 'unreachable' : failure;
}

/**
 * The id, the time in seconds, and an HMAC of both and the body for each secret: while one is being
 * replaced, receivers may have either. https://www.standardwebhooks.com
 */
export function signedHeaders({ id, body, secrets }: Message, nowMs = Date.now()) {
  const seconds = String(Math.floor(nowMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    // Without a secret, as to a chat, nothing is signed.
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
