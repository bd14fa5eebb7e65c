import 'server-only';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { ForwardSettings } from '@/lib/server/forward-settings';
import { asForwardError, ForwardError } from './forward-error';
import type { ForwardedEvent } from './forward-syslog';
import { forwardTls } from './forward-tls';

const TIMEOUT_MS = 30_000;
const MOST_READ_BYTES = 64 * 1024;

type Receiver = NonNullable<ForwardSettings['https']>;

/** Posts events as JSON. Returns once the receiver has answered that it took them. */
export async function sendHttps(
  { url, token, secret }: Receiver,
  events: readonly ForwardedEvent[],
  signal: AbortSignal,
): Promise<void> {
  const [first, last] = [events[0]?.sequence, events.at(-1)?.sequence];
  const body = JSON.stringify({ type: 'reseller-desk/audit-events/1', first, last, events });
  const agent = new Agent({ connect: { ...forwardTls() } });
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...signedHeaders(`audit_${first}_${last}`, body, secret),
      },
      body,
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body.dump({ limit: MOST_READ_BYTES });
    const { statusCode } = answer;
    if (statusCode >= 300 && statusCode < 400) throw new ForwardError('redirected');
    if (statusCode < 200 || statusCode > 299) throw new ForwardError('refused');
  } catch (error) {
    throw asForwardError(error);
  } finally {
    await agent.destroy();
  }
}

/** As Standard Webhooks has them: the id, the time in seconds, and an HMAC of both and the body. */
function signedHeaders(id: string, body: string, secret: string | undefined) {
  const seconds = String(Math.floor(Date.now() / 1_000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': seconds };
  if (secret === undefined) return headers;
  const key = secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}
